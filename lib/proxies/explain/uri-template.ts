const literal = String.raw`[a-zA-Z0-9\-._~%!$&'()*+,;:@=]`;

/**
 * The RE2 expression of a URI template as Envoy's matcher builds it: `*` is one segment, `**` any number of them,
 * `{name}` is `{name=*}`. Undefined for what is no template. Source: Envoy's path/match/uri_template.
 */
export function templateRegex(template: string): string | undefined {
  if (!template.startsWith("/")) return undefined;
  let expression = "";
  let rest = template;
  while (rest !== "") {
    const piece = nextPiece(rest);
    if (piece === undefined) return undefined;
    expression += piece.regex;
    rest = rest.slice(piece.length);
  }
  return expression;
}

/** The names of a template's variables, in the order of their groups. */
export function templateNames(template: string): readonly string[] {
  return [...template.matchAll(/\{([a-zA-Z][a-zA-Z0-9_]*)/g)].map(([, name]) => name ?? "");
}

type Piece = { readonly regex: string; readonly length: number };

function nextPiece(rest: string): Piece | undefined {
  if (rest.startsWith("{")) return variable(rest);
  if (rest.startsWith("**")) return { regex: `${anySegments}`, length: 2 };
  if (rest.startsWith("*")) return { regex: oneSegment, length: 1 };
  const text = /^[^{}*]+/.exec(rest)?.[0];
  return text === undefined ? undefined : { regex: quote(text), length: text.length };
}

const oneSegment = `${literal}+`;
const anySegments = String.raw`[a-zA-Z0-9\-._~%!$&'()*+,;:@=/]*`;

function variable(rest: string): Piece | undefined {
  const found = /^\{([a-zA-Z][a-zA-Z0-9_]*)(?:=([^{}]*))?\}/.exec(rest);
  if (found === null) return undefined;
  const pattern = found[2] ?? "*";
  const inner = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? anySegments : part === "*" ? oneSegment : quote(part)))
    .join("");
  return { regex: `(${inner})`, length: found[0].length };
}

function quote(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

const openers = new Set(["function", "if", "for", "while", "repeat", "do"]);
const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/**
 * What Lua says about a script that does not load, in the form that Envoy passes on; undefined for one that does as
 * far as blocks, brackets and dangling names can tell. Enough to refuse what a person gets wrong by hand.
 */
export function luaLoadError(script: string): string | undefined {
  const lines = script.split("\n");
  const first = lines[0] ?? "";
  const chunk = `[string "${lines.length > 1 || first.length > 57 ? `${first.slice(0, 54)}...` : first}"]`;
  const problem = syntaxProblem(script);
  return problem === undefined
    ? undefined
    : `script load error: ${chunk}:${problem.line}: ${problem.message}`;
}

type Token = { readonly text: string; readonly line: number };
type Problem = { readonly line: number; readonly message: string };

function tokens(script: string): readonly Token[] {
  const pattern =
    /--\[\[[\s\S]*?\]\]|--[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\[\[[\s\S]*?\]\]|[A-Za-z_]\w*|\d+(?:\.\d+)?|\n|[^\s]/g;
  const found: Token[] = [];
  let line = 1;
  for (const [text] of script.matchAll(pattern)) {
    if (text !== "\n" && !text.startsWith("--")) found.push({ text, line });
    line += text.split("\n").length - 1;
  }
  return found;
}

function syntaxProblem(script: string): Problem | undefined {
  const all = tokens(script);
  const open: Token[] = [];
  let loopsWithoutDo = 0;
  for (const [index, token] of all.entries()) {
    const next = all[index + 1];
    if ((token.text === ":" || token.text === ".") && all[index - 1]?.text !== "." && next?.text !== ".")
      if (next === undefined || !/^[A-Za-z_0-9]/.test(next.text))
        return { line: next?.line ?? token.line, message: `'<name>' expected near ${near(next)}` };
    if (startsStatement(all[index - 1], token) && next !== undefined && !continuesName.test(next.text))
      return { line: next.line, message: `'=' expected near ${near(next)}` };
    if (token.text === "do" && loopsWithoutDo > 0) loopsWithoutDo -= 1;
    else if (openers.has(token.text) || "([{".includes(token.text)) {
      if (token.text === "for" || token.text === "while") loopsWithoutDo += 1;
      open.push(token);
    }
    const wanted = closes(token.text);
    if (wanted === undefined) continue;
    const last = open.pop();
    if (last === undefined || !wanted(last.text))
      return { line: token.line, message: `unexpected symbol near '${token.text}'` };
  }
  const left = open.at(-1);
  const line = all.at(-1)?.line ?? 1;
  return left === undefined ? undefined : { line, message: `'${closerOf(left.text)}' expected near '<eof>'` };
}

const continuesName = /^[=,.:([{"']/;
const keywords = new Set(
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while".split(
    " ",
  ),
);

/** A name where only a statement can begin: it must be assigned to, called or indexed. */
function startsStatement(before: Token | undefined, token: Token): boolean {
  if (!/^[A-Za-z_]/.test(token.text) || keywords.has(token.text)) return false;
  return before === undefined || /^(?:[)\]};]|do|then|else|end|repeat)$/.test(before.text);
}

function closes(text: string): ((opener: string) => boolean) | undefined {
  if (text === "end") return (opener) => openers.has(opener) && opener !== "repeat";
  if (text === "until") return (opener) => opener === "repeat";
  const bracket = pairs[text];
  return bracket === undefined ? undefined : (opener) => opener === bracket;
}

function closerOf(opener: string): string {
  if (opener === "repeat") return "until";
  return Object.entries(pairs).find(([, open]) => open === opener)?.[0] ?? "end";
}

function near(token: Token | undefined): string {
  return token === undefined ? "'<eof>'" : `'${token.text}'`;
}

const unitMs: Readonly<Record<string, number>> = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const durationShape = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** `1h30m` in milliseconds; undefined when the text is no duration. */
export function parseDurationMs(text: string): number | undefined {
  if (text === "" || !durationShape.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[ywdhms])/g))
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/** A number literal: decimal, hexadecimal, `Inf`, `NaN`, or a duration as seconds. NaN-safe: undefined is "no number". */
export function parseNumber(text: string): number | undefined {
  const plain = text.replaceAll("_", "");
  const sign = plain.startsWith("-") ? -1 : 1;
  const unsigned = plain.replace(/^[+-]/, "").toLowerCase();
  if (unsigned === "inf" || unsigned === "+inf") return sign * Number.POSITIVE_INFINITY;
  if (unsigned === "nan") return Number.NaN;
  const durationMs = parseDurationMs(unsigned);
  if (durationMs !== undefined) return (sign * durationMs) / 1000;
  const value = Number(unsigned);
  return unsigned === "" || Number.isNaN(value) ? undefined : sign * value;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Bytes that are no UTF-8 are kept as lone surrogates, so that the text can still be shown as it was written. */
function decodeEscapedBytes(text: string): string {
  return text.replace(/(?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+/g, (run) => {
    const bytes = [...run.matchAll(/\\x([0-9a-fA-F]{2})|\\([0-7]{3})/g)].map(([, hex, octal]) =>
      hex === undefined ? Number.parseInt(octal ?? "0", 8) : Number.parseInt(hex, 16),
    );
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes)).replaceAll("\\", "\\\\");
    } catch {
      return bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join("");
    }
  });
}

/** The value of a quoted string; undefined when it is not closed or has an unknown escape. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return undefined;
  const body = literal.slice(1, -1);
  if (quote === "`") return body;
  if (body.includes("\n")) return undefined;
  let bad = false;
  const value = decodeEscapedBytes(body).replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (_, short: string | undefined, long: string | undefined, simple: string | undefined) => {
      const code = short ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      const escaped = simpleEscapes[simple ?? ""];
      if (escaped === undefined) bad = true;
      return escaped ?? "";
    },
  );
  return bad ? undefined : value;
}

/** A string as Go's %q prints it, including bytes that were no UTF-8. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).replace(/\\udc([89a-f][0-9a-f])/g, "\\x$1");
  return escaped.replace(/[\udc80-\udcff]/g, (unit) => `\\x${(unit.charCodeAt(0) - 0xdc00).toString(16)}`);
}

/** Prometheus 3 takes any valid UTF-8 as a label name. */
export function isLabelName(text: string): boolean {
  return text !== "" && !/[\ud800-\udfff]/u.test(text);
}

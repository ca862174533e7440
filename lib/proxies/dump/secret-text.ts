import { redactJson } from "./secret-json";

const redacted = "[redacted]";
const names =
  "password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key|signing[_-]?key|credentials?|authorization|proxy-authorization|set-cookie|cookie";
const quoted = String.raw`(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\[\[[^]*?(?:\]\]|$))`;

/** `token = "…"`, `"api_key": "…"`, `add("authorization", "…" .. "…")`: a quoted text behind a name of a secret. */
const assigned = new RegExp(
  `((?:${names})(?:["']|\\]\\])?\\]?\\s*(?:[:=,]|=>)\\s*)${quoted}(?:\\s*\\.\\.\\s*${quoted})*`,
  "gi",
);
/** A line of YAML or of a properties file: `clientSecret: …`, `token=…`. */
const yamlLine = new RegExp(
  `^([ \\t]*(?:- )?[\\w.-]*(?:${names})[ \\t]*:[ \\t]+)(?!["'|>{[&*\\s])\\S[^\\n]*$`,
  "gim",
);
/** `token=…` and `--password=…`, unless a variable or a call stands behind it. */
const bare = new RegExp(
  `((?:^|[\\s?&;,"'-])[\\w.-]{0,40}(?:${names})=)(?!\\[redacted|%|true\\b|false\\b|nil\\b)[^\\s"'&;,()[\\]{}<>]+(?![\\w([{.:])`,
  "gi",
);
/** Protobuf's text form, in which Envoy prints what it refuses: `key: "x-api-key" value: "…"`, `private_key { inline_bytes: "…" }`. */
const printedPair = new RegExp(
  `((?:key|name):\\s*"[\\w.-]{0,60}(?:${names})"\\s*(?:raw_)?value:\\s*)"(?:[^"\\\\]|\\\\.)*"?`,
  "gi",
);
const printedField = new RegExp(`((?:${names})\\s*:?\\s*\\{\\s*\\w+:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, "gi");
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** With a digit or padding, so that "basic authentication" stays. */
const scheme = /\b(Bearer|Basic)(\s+)(?=[\w.~+/-]*[\d=])[\w.~+/=-]{6,}/gi;
/** Texts in which a JSON web token may stand. */
const dotted = /[\w.-]+/g;
const tokenStart = /\beyJ[\w-]{6,}/;
/** Tokens that say by their first letters whose they are. */
const knownToken =
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|AKIA[A-Z\d]{16})\b/g;
/** `https://user:password@host`, and the token alone before the host. */
const userInfo = /(\w:\/\/[^/\s:@"']{0,200}:)[^/\s@"']{1,200}(?=@)/g;
const userToken = /(\w:\/\/)[^/\s:@"'[\]]{16,200}(?=@)/g;
/** Private members of a JSON web key. */
const webKey = /("(?:d|p|q|dp|dq|qi|k|oth)"\s*:\s*)"[^"]*"/g;

/** What one of the forms above needs at least: most texts have none of it. */
const sign = new RegExp(
  `${names}|PRIVATE KEY|Bearer|Basic|eyJ|gh[pousr]_|github_pat_|glpat-|xox|AKIA|@|"kty"`,
  "i",
);

const base64 = /^[A-Za-z\d+/]{16,}={0,2}$/;
const maxNested = 4;

/**
 * A text inside of a configuration (Lua code, a Wasm plugin's JSON, a header's value) with the secrets replaced that
 * can be told by their name or form; the same text when there is none. JSON and base64 inside of it are looked into.
 */
export function redactText(text: string, nested = 0): string {
  if (nested > maxNested) return text;
  const inner = (part: string) => redactText(part, nested + 1);
  return redactJson(text, inner) ?? redactBase64(text, inner) ?? redactPlain(text);
}

function redactPlain(text: string): string {
  if (!sign.test(text)) return text;
  const plain = text
    .replace(privateKey, redacted)
    .replace(assigned, (_all, name: string) => `${name}"${redacted}"`)
    .replace(printedPair, (_all, head: string) => `${head}"${redacted}"`)
    .replace(printedField, (_all, head: string) => `${head}"${redacted}"`)
    .replace(scheme, (_all, word: string, space: string) => `${word}${space}${redacted}`)
    .replace(dotted, withoutTokens)
    .replace(knownToken, redacted)
    .replace(userInfo, (_all, head: string) => `${head}${redacted}`)
    .replace(userToken, (_all, head: string) => `${head}${redacted}`)
    .replace(yamlLine, (_all, head: string) => `${head}${redacted}`)
    .replace(bare, (_all, head: string) => `${head}${redacted}`);
  return plain.includes('"kty"')
    ? plain.replace(webKey, (_all, name: string) => `${name}"${redacted}"`)
    : plain;
}

/** Undefined when it is no text in base64; certificates are, and have nothing to hide. */
function redactBase64(text: string, inner: (part: string) => string): string | undefined {
  if (text.length % 4 !== 0 || text.startsWith("LS0tLS1CRUdJTiBD") || !base64.test(text)) return undefined;
  const plain = decodeBase64(text);
  if (plain === undefined) return undefined;
  const kept = inner(plain);
  if (kept === plain) return text;
  return btoa(Array.from(new TextEncoder().encode(kept), (byte) => String.fromCharCode(byte)).join(""));
}

function decodeBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Part by part: an expression for the whole token would take a time that grows with the square of a text of dashes. */
function withoutTokens(text: string): string {
  if (!text.includes("eyJ")) return text;
  const parts = text.split(".");
  const kept: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? "";
    const at =
      (parts[index + 1]?.length ?? 0) < 6 || index + 2 >= parts.length ? -1 : part.search(tokenStart);
    kept.push(at < 0 ? part : `${part.slice(0, at)}${redacted}`);
    if (at >= 0) index += 2;
  }
  return kept.join(".");
}

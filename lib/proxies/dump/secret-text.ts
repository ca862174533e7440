const redacted = "[redacted]";
const names =
  "password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key|signing[_-]?key|credentials?|authorization|proxy-authorization|set-cookie|cookie";

/** `token = "…"`, `"api_key": "…"`, `add("authorization", "…")`: a quoted text behind a name of a secret. */
const assigned = new RegExp(
  `((?:${names})["']?\\]?\\s*(?:[:=,]|=>)\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?)`,
  "gi",
);
/** With a digit or padding, so that "basic authentication" stays. */
const scheme = /\b(Bearer|Basic)(\s+)(?=[\w.~+/-]*[\d=])[\w.~+/=-]{6,}/gi;
const webToken = /\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/g;
/** `https://user:password@host` and `?token=…`. */
const userInfo = /(\w:\/\/[^/\s:@"']{0,200}:)[^/\s@"']{1,200}(?=@)/g;
const queryField = new RegExp(`([?&][\\w.-]{0,40}(?:${names})=)[^&\\s"']+`, "gi");
/** Private members of a JSON web key. */
const webKey = /("(?:d|p|q|dp|dq|qi|k|oth)"\s*:\s*)"[^"]*"/g;

/**
 * A text inside of a configuration (Lua code, a Wasm plugin's JSON, a header's value) with the secrets replaced that
 * can be told by their name or form; the same text when there is none.
 */
export function redactText(text: string): string {
  const plain = text
    .replace(assigned, (_all, name: string) => `${name}"${redacted}"`)
    .replace(scheme, (_all, word: string, space: string) => `${word}${space}${redacted}`)
    .replace(webToken, redacted)
    .replace(userInfo, (_all, head: string) => `${head}${redacted}`)
    .replace(queryField, (_all, head: string) => `${head}${redacted}`);
  return plain.includes('"kty"')
    ? plain.replace(webKey, (_all, name: string) => `${name}"${redacted}"`)
    : plain;
}

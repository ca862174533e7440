/** Longer ones would make a cookie of more than the 4,096 bytes that browsers keep. */
export const maxTokenLength = 3000;

export type TokenProblem = "empty" | "characters" | "too_long";

/**
 * The bearer token in a pasted text: without the line breaks of a terminal, the quotes of a YAML value, and the words
 * in front of it (`Authorization: Bearer …`, `token: …`). Else what is wrong with the text.
 */
export function tokenFromPaste(
  text: string,
): { readonly token: string } | { readonly problem: TokenProblem } {
  const token = text
    .trim()
    .replace(/^authorization:\s*/i, "")
    .replace(/^(bearer|token:)\s+/i, "")
    .replaceAll(/\s+/g, "")
    .replace(/^(["'])(.*)\1$/, "$2");
  if (token === "") return { problem: "empty" };
  if (token.length > maxTokenLength) return { problem: "too_long" };
  // RFC 6750's b64token, which is what can stand in the header.
  return /^[\w.~+/-]+=*$/.test(token) ? { token } : { problem: "characters" };
}

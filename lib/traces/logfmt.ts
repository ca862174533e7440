/** Tags from logfmt text, or the place and reason that it is none. */
export type LogfmtResult =
  | { readonly ok: true; readonly tags: Readonly<Record<string, string>> }
  | {
      readonly ok: false;
      readonly reason: "noEquals" | "noKey" | "openQuote" | "repeated";
      readonly at: number;
      readonly word: string;
    };

const pairPattern = /\s*(?:([^\s="]+)(=?)(?:"((?:[^"\\]|\\[^])*)(")?|([^\s"]*))|(\S+))/y;

/** Reads `key=value other="two words"`. Every tag needs a value; `key=""` is an empty one. */
export function tagsFromLogfmt(text: string): LogfmtResult {
  const tags = new Map<string, string>();
  const source = text.trimEnd();
  const pattern = new RegExp(pairPattern);
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) break;
    const [word, key, equals, quoted, closing, plain] = match;
    const place = { at: at + (word.length - word.trimStart().length), word: word.trim() };
    if (key === undefined) return { ok: false, reason: "noKey", ...place };
    if (equals !== "=") return { ok: false, reason: "noEquals", ...place };
    if (quoted !== undefined && closing !== '"') return { ok: false, reason: "openQuote", ...place };
    if (tags.has(key)) return { ok: false, reason: "repeated", ...place, word: key };
    tags.set(key, quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(.)/gs, "$1"));
  }
  return { ok: true, tags: Object.fromEntries(tags) };
}

/** The logfmt text of `tags`; `tagsFromLogfmt` reads it back. */
export function logfmtFromTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(
      ([key, value]) =>
        `${key}=${/^[^\s"=\\]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`}`,
    )
    .join(" ");
}

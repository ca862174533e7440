type Parsed =
  | { readonly ok: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly line: string };

/** Headers written one on a line as `name: value`; the first line that is none of it otherwise. */
export function headersFromText(text: string): Parsed {
  const headers: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const match = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:(.*)$/.exec(line);
    const [, name, value = ""] = match ?? [];
    if (name === undefined) return { ok: false, line: line.trim() };
    headers[name.toLowerCase()] = value.trim();
  }
  return { ok: true, headers };
}

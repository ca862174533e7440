import { keyInfoFromText, type KeyInfo } from "./secret-keys";

const decoder = new TextDecoder();
type Row = { readonly bytes: Uint8Array; readonly info: KeyInfo };

/** The text between two quotes as JSON means it; broken escapes are kept as they are. */
export function decodeJsonText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/** Remembers what each key means by its bytes, so that the few hundred keys of a dump are read once each. */
export class KeyTable {
  private readonly rows = new Map<number, Row[]>();
  private size = 0;

  /** The meaning of the key in `source[start, end)`. */
  find(source: Uint8Array, start: number, end: number): KeyInfo {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (source[at] ?? 0)) | 0;
    const rows = this.rows.get(hash);
    const known = rows?.find((row) => isEqual(row.bytes, source, start, end));
    if (known !== undefined) return known.info;
    const bytes = source.slice(start, end);
    const info = keyInfoFromText(decodeJsonText(bytes));
    // Metadata maps may have any number of keys; past this many they are read each time.
    if (this.size < 20_000) {
      this.size += 1;
      if (rows === undefined) this.rows.set(hash, [{ bytes, info }]);
      else rows.push({ bytes, info });
    }
    return info;
  }
}

function isEqual(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== source[start + at]) return false;
  return true;
}

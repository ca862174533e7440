import { keyInfoFromText, type KeyInfo } from "./secret-keys";

const decoder = new TextDecoder();
type Row = { readonly bytes: Uint8Array; readonly info: KeyInfo; readonly next: Row | undefined };

const slotCount = 4096;
/** Metadata maps may have any number of keys; past this many they are read each time. */
const maxRows = 20_000;

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
  private readonly slots: (Row | undefined)[] = Array.from({ length: slotCount });
  private size = 0;

  /** The meaning of the key in `source[start, end)`. */
  find(source: Uint8Array, start: number, end: number): KeyInfo {
    const length = end - start;
    // Five bytes tell the keys of Envoy apart well enough; equality is looked at anyway.
    const ends = ((source[start] ?? 0) * 31 + (source[end - 1] ?? 0)) * 31 + length;
    const slot = (ends * 31 + (source[start + (length >> 1)] ?? 0) * 7 + (source[end - 3] ?? 0)) % slotCount;
    for (let row = this.slots[slot]; row !== undefined; row = row.next) {
      if (isEqual(row.bytes, source, start, end)) return row.info;
    }
    const bytes = source.slice(start, end);
    const info = keyInfoFromText(decodeJsonText(bytes));
    if (this.size < maxRows) {
      this.size += 1;
      this.slots[slot] = { bytes, info, next: this.slots[slot] };
    }
    return info;
  }
}

function isEqual(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  const { length } = bytes;
  if (length !== end - start) return false;
  for (let at = 0; at < length; at += 1) if (bytes[at] !== source[start + at]) return false;
  return true;
}

import { keyInfoFromText, type KeyInfo } from "./secret-keys";

const decoder = new TextDecoder();
/** A key of which the meaning is known. */
export type KeyRow = {
  readonly bytes: Uint8Array;
  readonly info: KeyInfo;
  /** Another key in the same slot. */
  readonly next: KeyRow | undefined;
  /** The key that came after it last time. */
  likely: KeyRow | undefined;
};

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
  private readonly slots: (KeyRow | undefined)[] = Array.from({ length: slotCount });
  private size = 0;
  private last: KeyRow | undefined;

  /** The key that begins at `start` when it is the one that followed the last key before; objects of a dump are much alike. */
  guess(source: Uint8Array, start: number): KeyRow | undefined {
    const row = this.last?.likely;
    if (row === undefined) return undefined;
    const end = start + row.bytes.length;
    if (source[end] !== 0x22 || !isEqual(row.bytes, source, start, end)) return undefined;
    this.last = row;
    return row;
  }

  /** The meaning of the key in `source[start, end)`. */
  find(source: Uint8Array, start: number, end: number): KeyInfo {
    const length = end - start;
    // Five bytes tell the keys of Envoy apart well enough; equality is looked at anyway.
    const ends = ((source[start] ?? 0) * 31 + (source[end - 1] ?? 0)) * 31 + length;
    const slot = (ends * 31 + (source[start + (length >> 1)] ?? 0) * 7 + (source[end - 3] ?? 0)) % slotCount;
    for (let row = this.slots[slot]; row !== undefined; row = row.next) {
      if (isEqual(row.bytes, source, start, end)) return this.follow(row);
    }
    const bytes = source.slice(start, end);
    const info = keyInfoFromText(decodeJsonText(bytes));
    if (this.size < maxRows) {
      this.size += 1;
      this.slots[slot] = { bytes, info, next: this.slots[slot], likely: undefined };
    }
    return info;
  }

  private follow(row: KeyRow): KeyInfo {
    if (this.last !== undefined) this.last.likely = row;
    this.last = row;
    return row.info;
  }
}

function isEqual(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  const { length } = bytes;
  if (length !== end - start) return false;
  for (let at = 0; at < length; at += 1) if (bytes[at] !== source[start + at]) return false;
  return true;
}

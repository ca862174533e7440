const quote = 0x22;
const backslash = 0x5c;
const quotes = 0x22222222;
const backslashes = 0x5c5c5c5c;
const ones = 0x01010101;
const highBits = 0x80808080 | 0;

/** The bytes of a chunk, looked at four at a time: most of a dump is the inside of texts. */
export class TextWords {
  private readonly bytes: Uint8Array;
  private readonly words: Int32Array;
  /** Bytes of the first word that lie before the chunk. */
  private readonly lead: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.lead = bytes.byteOffset & 3;
    this.words = new Int32Array(bytes.buffer, bytes.byteOffset - this.lead, (this.lead + bytes.length) >> 2);
  }

  /** The place of the next quote or backslash from `from` on; the length where there is none. */
  nextSign(from: number): number {
    const { bytes, words, lead } = this;
    const { length } = bytes;
    let at = from;
    for (; at < length && ((at + lead) & 3) !== 0; at += 1) if (isSign(bytes[at])) return at;
    let index = (at + lead) >> 2;
    while (index < words.length && !holdsSign(words[index] ?? 0)) index += 1;
    for (at = Math.max(at, index * 4 - lead); at < length; at += 1) if (isSign(bytes[at])) return at;
    return length;
  }
}

function isSign(byte: number | undefined): boolean {
  return byte === quote || byte === backslash;
}

/** A byte that is 0 after the comparison borrows from its high bit. */
function holdsSign(word: number): boolean {
  const noQuote = word ^ quotes;
  const noSlash = word ^ backslashes;
  return ((((noQuote - ones) & ~noQuote) | ((noSlash - ones) & ~noSlash)) & highBits) !== 0;
}

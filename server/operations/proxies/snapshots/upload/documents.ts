/** A piece of one document of a file. */
export type DocumentPiece = { readonly bytes: Uint8Array; readonly isEnd: boolean };

const quote = 0x22;
const backslash = 0x5c;

/** Takes a stream of JSON apart into its documents: the value itself, the items of a list, or values behind each other. */
export class Documents {
  private depth = 0;
  private isList: boolean | undefined;
  private inString = false;
  private isEscaped = false;

  /** Whether a document is under way. */
  get isOpen(): boolean {
    return this.depth > 0;
  }

  /** Pieces of documents in `chunk`; what stands between documents is left out. */
  *split(chunk: Uint8Array): Generator<DocumentPiece, void, undefined> {
    let start = this.depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.inString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === backslash) this.isEscaped = true;
        else if (byte === quote) this.inString = false;
        continue;
      }
      if (byte === quote) this.inString = this.depth > 0;
      else if (byte === 0x7b || byte === 0x5b) {
        if (this.isList === undefined) {
          this.isList = byte === 0x5b;
          if (this.isList) continue;
        }
        if (this.depth === 0) start = at;
        this.depth += 1;
      } else if ((byte === 0x7d || byte === 0x5d) && this.depth > 0) {
        this.depth -= 1;
        if (this.depth > 0) continue;
        yield { bytes: chunk.subarray(start, at + 1), isEnd: true };
        start = -1;
      }
    }
    if (start >= 0) yield { bytes: chunk.subarray(start), isEnd: false };
  }
}

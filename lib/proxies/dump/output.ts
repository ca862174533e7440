const blockBytes = 262_144;

/** Growing bytes that can be cut back. Kept in blocks: one buffer that doubles would stop the event loop to copy itself. */
export class Output {
  private readonly all: (Uint8Array | undefined)[] = [];
  private readonly spare: Uint8Array[] = [];
  private released = 0;
  length = 0;

  append(source: Uint8Array, start: number, end: number): void {
    let from = start;
    while (from < end) {
      const offset = this.length % blockBytes;
      const block = this.blockAt(this.length);
      const to = Math.min(end, from + blockBytes - offset);
      block.set(from === 0 && to === source.length ? source : source.subarray(from, to), offset);
      this.length += to - from;
      from = to;
    }
  }

  /** Forgets everything from `length` on. */
  cut(length: number): void {
    this.fill(0, length, this.length);
    this.length = length;
  }

  /** Gives back the memory of what lies before `end`; places keep their numbers. */
  release(end: number): void {
    const index = Math.floor(end / blockBytes);
    for (; this.released < index; this.released += 1) {
      const block = this.all[this.released];
      this.all[this.released] = undefined;
      if (block !== undefined && this.spare.length < 4) this.spare.push(block);
    }
  }

  /** Puts asterisks over a range. */
  mask(start: number, end: number): void {
    this.fill(0x2a, start, end);
  }

  /** Puts `byte` in the place of the one at `at`. */
  put(at: number, byte: number): void {
    this.fill(byte, at, at + 1);
  }

  /** The bytes of a range; a view while they lie in one block, and valid until the next change. */
  range(start: number, end: number): Uint8Array {
    const first = this.blockAt(start);
    const offset = start % blockBytes;
    if (offset + end - start <= blockBytes) return first.subarray(offset, offset + end - start);
    const joined = new Uint8Array(end - start);
    for (let at = start; at < end;) {
      const to = Math.min(end, at - (at % blockBytes) + blockBytes);
      joined.set(this.blockAt(at).subarray(at % blockBytes, (at % blockBytes) + to - at), at - start);
      at = to;
    }
    return joined;
  }

  /** Everything that was not released, block by block. */
  *blocks(): Generator<Uint8Array, void, undefined> {
    for (let start = this.released * blockBytes; start < this.length; start += blockBytes) {
      yield this.blockAt(start).subarray(0, Math.min(blockBytes, this.length - start));
    }
  }

  private fill(byte: number, start: number, end: number): void {
    for (let at = start; at < end;) {
      const to = Math.min(end, at - (at % blockBytes) + blockBytes);
      this.blockAt(at).fill(byte, at % blockBytes, (at % blockBytes) + to - at);
      at = to;
    }
  }

  private blockAt(at: number): Uint8Array {
    const index = Math.floor(at / blockBytes);
    const found = this.all[index];
    if (found !== undefined) return found;
    const block = this.spare.pop() ?? new Uint8Array(blockBytes);
    this.all[index] = block;
    return block;
  }
}

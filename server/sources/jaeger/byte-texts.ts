const encoder = new TextEncoder();

/**
 * Distinct texts by number, found by their UTF-8 bytes: a text that occurs a million times is hashed and compared, but
 * becomes a JavaScript string once.
 */
export class ByteTexts {
  private arena = Buffer.alloc(1 << 16);
  private used = 0;
  private starts = new Int32Array(1 << 12);
  private hashes = new Int32Array(1 << 12);
  private slots = new Int32Array(1 << 13).fill(-1);
  private count = 0;
  private readonly strings: (string | undefined)[] = [];

  /** Hash of bytes as `add` wants it; the scanner computes it while it looks for the end of the text. */
  static readonly seed = 0x811c9dc5;
  static readonly prime = 0x01000193;

  get size(): number {
    return this.count;
  }

  add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, starts, hashes, arena } = this;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let index = slots[slot] ?? -1; index >= 0; index = slots[slot] ?? -1) {
      const from = starts[index] ?? 0;
      if (hashes[index] === hash && (starts[index + 1] ?? 0) - from === length) {
        let at = 0;
        while (at < length && arena[from + at] === bytes[start + at]) at += 1;
        if (at === length) return index;
      }
      slot = (slot + 1) & mask;
    }
    return this.append(bytes, start, end, hash, slot);
  }

  addText(text: string): number {
    const bytes = encoder.encode(text);
    let hash = ByteTexts.seed;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, ByteTexts.prime);
    return this.add(bytes, 0, bytes.length, hash);
  }

  text(index: number): string {
    const known = this.strings[index];
    if (known !== undefined) return known;
    const made = this.arena.toString("utf8", this.starts[index] ?? 0, this.starts[index + 1] ?? 0);
    this.strings[index] = made;
    return made;
  }

  private append(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const index = this.count;
    this.slots[slot] = index;
    this.hashes[index] = hash;
    while (this.used + end - start > this.arena.length)
      this.arena = Buffer.concat([this.arena, Buffer.alloc(this.arena.length)]);
    this.arena.set(bytes.subarray(start, end), this.used);
    this.used += end - start;
    this.count += 1;
    this.starts[this.count] = this.used;
    this.strings.push(undefined);
    if (this.count + 1 >= this.starts.length) this.grow();
    return index;
  }

  private grow(): void {
    const starts = new Int32Array(this.starts.length * 2);
    starts.set(this.starts);
    const hashes = new Int32Array(starts.length);
    hashes.set(this.hashes);
    const slots = new Int32Array(starts.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index += 1) {
      const hash = hashes[index] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.starts = starts;
    this.hashes = hashes;
    this.slots = slots;
  }
}

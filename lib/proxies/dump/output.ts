/** A growing byte buffer that can be cut back. */
export class Output {
  private buffer: Uint8Array;
  length = 0;

  constructor(capacityBytes = 65_536) {
    this.buffer = new Uint8Array(capacityBytes);
  }

  append(source: Uint8Array, start: number, end: number): void {
    if (end <= start) return;
    const needed = this.length + end - start;
    if (needed > this.buffer.length) this.grow(needed);
    this.buffer.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length);
    this.length = needed;
  }

  /** Forgets everything from `length` on. */
  cut(length: number): void {
    this.buffer.fill(0, length, this.length);
    this.length = length;
  }

  mask(start: number, end: number): void {
    this.buffer.fill(0x2a, start, end);
  }

  /** A view of what is there; valid until the next append. */
  view(start = 0, end = this.length): Uint8Array {
    return this.buffer.subarray(start, end);
  }

  private grow(needed: number): void {
    let capacity = this.buffer.length * 2;
    while (capacity < needed) capacity *= 2;
    const next = new Uint8Array(capacity);
    next.set(this.buffer.subarray(0, this.length));
    this.buffer = next;
  }
}

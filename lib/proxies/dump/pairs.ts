import { isInNumber } from "./json-bytes";
import type { Output } from "./output";

type Range = readonly [start: number, end: number];

/**
 * The `key` and `value` neighbours of every open object. A name that tells of a secret hides the values that follow,
 * and those that came before it, which wait here until their object closes.
 */
export class Pairs {
  private readonly isSecret: Uint8Array;
  /** Start of the one value that waits; -1 for none. Several in one object are rare and lie in `more`. */
  private readonly start: Float64Array;
  private readonly end: Float64Array;
  private readonly more = new Map<number, Range[]>();

  constructor(maxDepth: number) {
    this.isSecret = new Uint8Array(maxDepth + 2);
    this.start = new Float64Array(maxDepth + 2).fill(-1);
    this.end = new Float64Array(maxDepth + 2);
  }

  /** An object or list opens at `depth`. */
  open(depth: number): void {
    this.isSecret[depth] = 0;
    this.start[depth] = -1;
    if (this.more.size > 0) this.more.delete(depth);
  }

  isSecretAt(depth: number): boolean {
    return this.isSecret[depth] === 1;
  }

  /** A value that is a secret if the name that is still to come says so. */
  addValue(depth: number, start: number, end: number): void {
    if ((this.start[depth] ?? -1) >= 0) {
      const before: Range = [this.start[depth] ?? 0, this.end[depth] ?? 0];
      const list = this.more.get(depth);
      if (list === undefined) this.more.set(depth, [before]);
      else list.push(before);
    }
    this.start[depth] = start;
    this.end[depth] = end;
  }

  /** The object at `depth` is about a secret: what waits in it is covered with asterisks. */
  hide(depth: number, output: Output): void {
    this.isSecret[depth] = 1;
    const start = this.start[depth] ?? -1;
    if (start < 0) return;
    maskStrings(output, start, this.end[depth] ?? start);
    for (const [from, to] of this.more.get(depth) ?? []) maskStrings(output, from, to);
    this.start[depth] = -1;
    this.more.delete(depth);
  }

  /** The lowest place that may still be covered, for objects down to `depth`; `limit` when there is none. */
  settled(depth: number, limit: number): number {
    let lowest = limit;
    for (let at = 1; at <= depth; at += 1) {
      const start = this.start[at] ?? -1;
      if (start >= 0 && start < lowest) lowest = start;
      for (const [from] of this.more.get(at) ?? []) lowest = Math.min(lowest, from);
    }
    return lowest;
  }
}

/** Puts asterisks over every string of a piece of JSON that is no key, and in the place of every number. */
function maskStrings(output: Output, start: number, end: number): void {
  const bytes = output.range(start, end).slice();
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x22) {
      const close = byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? numberEnd(bytes, at) : at;
      if (close > at) maskNumber(output, start + at, close - at);
      at = close + 1;
      continue;
    }
    let close = at + 1;
    while (close < bytes.length && bytes[close] !== 0x22) close += bytes[close] === 0x5c ? 2 : 1;
    let next = close + 1;
    while ((bytes[next] ?? 0x21) <= 0x20) next += 1;
    if (bytes[next] !== 0x3a) output.mask(start + at + 1, start + Math.min(close, bytes.length));
    at = close + 1;
  }
}

function numberEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && isInNumber(bytes[end] ?? 0)) end += 1;
  return end;
}

/** A text of asterisks as long as the number was; a number of one digit is too short for the quotes and becomes 0. */
function maskNumber(output: Output, start: number, length: number): void {
  if (length === 1) return output.put(start, 0x30);
  output.mask(start + 1, start + length - 1);
  output.put(start, 0x22);
  output.put(start + length - 1, 0x22);
}

import { createHash, hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ScannedEntry } from "@/lib/proxies/dump/entry-tracker";
import type { DumpScanner } from "@/lib/proxies/dump/scanner";

const encoder = new TextEncoder();
const newline = encoder.encode("\n");
const laneCount = 8;
/** Of a number of 32 bits. */
const hexDigits = 8;
const turnBytes = 262_144;

/** A resource without what changes between fetches of equal configuration. */
export type StrippedResource = {
  /** Group, newline, JSON without versions and times; a view that the next call overwrites. */
  readonly bytes: Uint8Array;
  /** Where its JSON begins in `bytes`. */
  readonly jsonStart: number;
};

/** Takes resources out of a scanner's output into one buffer that is used again and again. */
export function createStripper() {
  let scratch = new Uint8Array(65_536);
  const heads = new Map<string, Uint8Array>();
  const headOf = (group: string) => {
    const known = heads.get(group);
    if (known !== undefined) return known;
    const made = encoder.encode(`${group}\n`);
    if (heads.size < 1000) heads.set(group, made);
    return made;
  };
  return (scanner: DumpScanner, { group, start, end, volatileRanges }: ScannedEntry): StrippedResource => {
    const head = headOf(group);
    const most = head.length + end - start;
    if (scratch.length < most) scratch = new Uint8Array(most * 2);
    scratch.set(head);
    let at = head.length;
    let from = start;
    for (const [volatileStart, volatileEnd] of volatileRanges) {
      scratch.set(scanner.range(from, volatileStart), at);
      at += volatileStart - from;
      from = volatileEnd;
    }
    scratch.set(scanner.range(from, end), at);
    return { bytes: scratch.subarray(0, at + end - from), jsonStart: head.length };
  };
}

/** SHA-256 (hex) of a resource. */
export function hashOfResource({ bytes }: StrippedResource): string {
  return hash("sha256", bytes, "hex");
}

/** The same hash of a resource that is still in the scanner, piece by piece: others get their turn, and nothing is copied whole. */
export async function hashInTurns(
  scanner: DumpScanner,
  { group, start, end, volatileRanges }: ScannedEntry,
): Promise<string> {
  const sum = createHash("sha256").update(`${group}\n`);
  let from = start;
  for (const [volatileStart, volatileEnd] of [...volatileRanges, [end, end] as const]) {
    for (let at = from; at < volatileStart; at += turnBytes) {
      sum.update(scanner.range(at, Math.min(at + turnBytes, volatileStart)));
      if (volatileStart - at > turnBytes) await nextTurn();
    }
    from = volatileEnd;
  }
  return sum.digest("hex");
}

/**
 * One hash of many, whatever their order: their sum as numbers of 32 bits side by side, hashed in the end. Nothing is
 * kept or sorted, so that the last chunk of a large dump costs as much as any other.
 */
export class ContentHash {
  private readonly lanes = new Uint32Array(laneCount);
  private count = 0;

  add(resourceHash: string): void {
    for (let lane = 0; lane < laneCount; lane += 1) {
      this.lanes[lane] = (this.lanes[lane] ?? 0) + numberAt(resourceHash, lane * hexDigits);
    }
    this.count += 1;
  }

  /** `restHash` stands in where there is no resource: a ztunnel's dump, or a part of one. */
  digest(restHash: () => string): string {
    const whole = createHash("sha256").update(`${this.count}`).update(newline).update(this.lanes);
    if (this.count === 0) whole.update(restHash());
    return whole.digest("hex");
  }
}

/** The number whose hexadecimal digits begin at `start`; read without a text of its own, for there are many. */
function numberAt(hex: string, start: number): number {
  let number = 0;
  for (let at = start; at < start + hexDigits; at += 1) {
    const code = hex.charCodeAt(at);
    number = (number << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return number;
}

import { setImmediate as nextTurn } from "node:timers/promises";
import type { ScannedEntry } from "@/lib/proxies/dump/entry-tracker";
import { checkInSteps } from "@/lib/proxies/dump/parse-in-steps";
import type { DumpScanner } from "@/lib/proxies/dump/scanner";
import { hashInTurns } from "@/server/dump-hash";

/** Resources above it are taken in turns. */
export const largeBytes = 1_048_576;
const turnBytes = 1_048_576;

export type TakenResource = { readonly hash: string; readonly json: Uint8Array };

/** A resource without its versions and times, in a copy of its own; undefined when it is no JSON and that is checked. */
export async function takeLarge(
  scanner: DumpScanner,
  scanned: ScannedEntry,
  isChecked: boolean,
): Promise<TakenResource | undefined> {
  const { start, end, volatileRanges } = scanned;
  if (isChecked && !(await isJson(await joined(scanner, [[start, end]])))) return undefined;
  const hash = await hashInTurns(scanner, scanned);
  const starts = [start, ...volatileRanges.map(([, to]) => to)];
  const ends = [...volatileRanges.map(([from]) => from), end];
  return {
    hash,
    json: await joined(
      scanner,
      starts.map((from, index) => [from, ends[index] ?? from] as const),
    ),
  };
}

async function isJson(bytes: Uint8Array): Promise<boolean> {
  try {
    for (const _ of checkInSteps(bytes)) await nextTurn();
    return true;
  } catch {
    return false;
  }
}

async function joined(
  scanner: DumpScanner,
  ranges: readonly (readonly [number, number])[],
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  let size = 0;
  for (const [from, to] of ranges) {
    for (let at = from; at < to; at += turnBytes) {
      const part = scanner.range(at, Math.min(at + turnBytes, to));
      bytes.set(part, size);
      size += part.length;
      if (to - at > turnBytes) await nextTurn();
    }
  }
  return bytes;
}

import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { DumpScanner, type ScanEnd, type ScannedEntry } from "@/lib/proxies/dump/scanner";

export type ReadDump = {
  readonly end: ScanEnd;
  /** What broke the stream off, when something did. */
  readonly fault?: unknown;
  readonly bytes: Uint8Array;
  readonly entries: readonly DumpEntry[];
  /** Equal for equal resources, whatever their order, times and versions. */
  readonly contentHash: string;
};

const blocksPerTurnBytes = 4 * 1_048_576;

/** Redacts, indexes and hashes a config dump while it streams in. A stream that breaks off gives what was read. */
export async function readDump(chunks: AsyncIterable<Uint8Array>): Promise<ReadDump> {
  const scanner = new DumpScanner();
  const entries: DumpEntry[] = [];
  const hashes: string[] = [];
  let fault: unknown;
  try {
    for await (const chunk of chunks) {
      scanner.push(chunk);
      for (const scanned of scanner.takeEntries()) {
        const hash = hashOf(scanner, scanned);
        hashes.push(hash);
        const { volatileRanges: _volatile, ...entry } = scanned;
        entries.push({ ...entry, hash });
      }
    }
  } catch (error) {
    fault = error;
  }
  const end = scanner.end();
  const content = createHash("sha256");
  for (const hash of hashes.toSorted()) content.update(hash);
  return {
    end,
    bytes: await joined(scanner),
    entries,
    contentHash: content.digest("hex"),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** One buffer from all blocks; the event loop gets its turn in between. */
async function joined(scanner: DumpScanner): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(scanner.sizeBytes);
  let at = 0;
  for (const block of scanner.blocks()) {
    bytes.set(block, at);
    at += block.length;
    if (at % blocksPerTurnBytes === 0) await nextTurn();
  }
  return bytes;
}

function hashOf(scanner: DumpScanner, { group, start, end, volatileRanges }: ScannedEntry): string {
  const hash = createHash("sha256").update(group);
  let from = start;
  for (const [volatileStart, volatileEnd] of volatileRanges) {
    hash.update(scanner.range(from, volatileStart));
    from = volatileEnd;
  }
  return hash.update(scanner.range(from, end)).digest("hex");
}

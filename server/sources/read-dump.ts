import { createHash } from "node:crypto";
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
        hashes.push(hashOf(scanner.bytes(), scanned));
        const { volatileRanges: _volatile, ...entry } = scanned;
        entries.push(entry);
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
    bytes: scanner.bytes(),
    entries,
    contentHash: content.digest("hex"),
    ...(fault === undefined ? {} : { fault }),
  };
}

function hashOf(bytes: Uint8Array, { group, start, end, volatileRanges }: ScannedEntry): string {
  const hash = createHash("sha256").update(group);
  let from = start;
  for (const [volatileStart, volatileEnd] of volatileRanges) {
    hash.update(bytes.subarray(from, volatileStart));
    from = volatileEnd;
  }
  return hash.update(bytes.subarray(from, end)).digest("hex");
}

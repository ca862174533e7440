import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { DumpScanner, type ScanEnd } from "@/lib/proxies/dump/scanner";
import { ContentHash, createStripper, hashInTurns, hashOfResource } from "@/server/dump-hash";

export type ReadDump = {
  readonly end: ScanEnd;
  /** What broke the stream off, when something did. */
  readonly fault?: unknown;
  readonly bytes: Uint8Array;
  readonly entries: readonly DumpEntry[];
  /** Equal for equal resources, whatever their order, times and versions. */
  readonly contentHash: string;
};

const turnBytes = 1_048_576;

/** Redacts, indexes and hashes a config dump while it streams in. A stream that breaks off gives what was read. */
export async function readDump(chunks: AsyncIterable<Uint8Array>): Promise<ReadDump> {
  const scanner = new DumpScanner();
  const strip = createStripper();
  const content = new ContentHash();
  const entries: DumpEntry[] = [];
  let fault: unknown;
  try {
    for await (const chunk of chunks) {
      scanner.push(chunk);
      for (const scanned of scanner.takeEntries()) {
        const isLarge = scanned.end - scanned.start > turnBytes;
        const hash = isLarge ? await hashInTurns(scanner, scanned) : hashOfResource(strip(scanner, scanned));
        content.add(hash);
        const { id, section, group, name, start, end } = scanned;
        entries.push({ id, section, group, name, start, end, hash });
      }
    }
  } catch (error) {
    fault = error;
  }
  const end = scanner.end();
  return {
    end,
    bytes: await joined(scanner),
    entries,
    contentHash: content.digest(() => hashOfAll(scanner)),
    ...(fault === undefined ? {} : { fault }),
  };
}

function hashOfAll(scanner: DumpScanner): string {
  const sum = createHash("sha256");
  for (const block of scanner.blocks()) sum.update(block);
  return sum.digest("hex");
}

/** One buffer from all blocks; the event loop gets its turn in between. */
async function joined(scanner: DumpScanner): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(scanner.sizeBytes);
  let at = 0;
  for (const block of scanner.blocks()) {
    bytes.set(block, at);
    at += block.length;
    if (at % turnBytes === 0) await nextTurn();
  }
  return bytes;
}

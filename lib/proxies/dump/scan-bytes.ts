import type { ScannedEntry } from "./entry-tracker";
import { DumpScanner, type ScanEnd } from "./scanner";

export type ScannedDump = {
  readonly end: ScanEnd;
  readonly bytes: Uint8Array;
  readonly entries: readonly ScannedEntry[];
};

/** The redacted bytes and entries of a dump that is at hand as a whole. For a stream use `DumpScanner` chunk by chunk. */
export function scanDumpBytes(bytes: Uint8Array, chunkBytes = bytes.length): ScannedDump {
  const scanner = new DumpScanner();
  for (let at = 0; at < bytes.length; at += Math.max(1, chunkBytes)) {
    scanner.push(bytes.subarray(at, at + Math.max(1, chunkBytes)));
  }
  const end = scanner.end();
  return { end, bytes: scanner.range(0, scanner.sizeBytes), entries: scanner.takeEntries() };
}

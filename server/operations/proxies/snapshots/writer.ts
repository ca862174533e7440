import type { ScannedEntry } from "@/lib/proxies/dump/entry-tracker";
import { DumpScanner, type ScanEnd } from "@/lib/proxies/dump/scanner";
import { ContentHash, createStripper, hashOfResource } from "@/server/dump-hash";
import { tooLarge } from "@/server/operations/proxies/snapshots/upload/upload-error";
import {
  largeBytes,
  takeLarge,
  type TakenResource,
} from "@/server/operations/proxies/snapshots/large-resource";
import { Frame } from "@/server/operations/proxies/snapshots/frame";
import { packLayout, type LaidEntry } from "@/server/operations/proxies/snapshots/layout";
import { ResourceBatch } from "@/server/operations/proxies/snapshots/resource-batch";

const decoder = new TextDecoder();
const maxBootstrapBytes = 2 * 1_048_576;
/** Of an uploaded file: a resource is in memory until it ends, some times over. */
const maxResourceBytes = 64 * 1_048_576;
const instant = /^"\d{4}-\d\d-\d\dT[\d:.]+Z"$/;

export type WrittenDump = {
  readonly end: ScanEnd;
  readonly layout: Uint8Array;
  readonly frame: Uint8Array;
  /** The first bytes of what lies between the resources. */
  readonly frameHead: string;
  readonly hashes: readonly string[];
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly resourceCount: number;
  /** Resources that are no JSON: they are kept as bytes and not shown as resources. */
  readonly brokenCount: number;
  readonly bootstrap?: string;
  /** When the newest resource was updated. */
  readonly updatedAtMs?: number;
};

type WriterOptions = {
  readonly databaseUrl: string | undefined;
  readonly nowMs: () => number;
  /** Whether each resource is parsed before it is believed; a proxy's own answer is not. */
  readonly isChecked: boolean;
};

/**
 * Stores a dump while it streams in: redacted, its resources apart and once each, and of all that only a few pieces in
 * memory at a time.
 */
export class SnapshotWriter {
  private readonly scanner = new DumpScanner();
  private readonly strip = createStripper();
  private readonly content = new ContentHash();
  private readonly frame = new Frame();
  private readonly batch: ResourceBatch;
  private readonly isChecked: boolean;
  private readonly entries: LaidEntry[] = [];
  private done = 0;
  private gapStart = 0;
  private brokenCount = 0;
  private bootstrap: string | undefined;
  private updatedAtMs: number | undefined;

  constructor({ databaseUrl, nowMs, isChecked }: WriterOptions) {
    this.batch = new ResourceBatch(databaseUrl, nowMs);
    this.isChecked = isChecked;
  }

  /** Bytes that were taken so far, redacted. */
  get sizeBytes(): number {
    return this.scanner.sizeBytes;
  }

  /** Takes the next bytes. */
  async push(chunk: Uint8Array): Promise<void> {
    this.scanner.push(chunk);
    if (this.isChecked && this.scanner.sizeBytes - this.scanner.settledBytes > maxResourceBytes)
      throw tooLarge("resource", maxResourceBytes);
    for (const scanned of this.scanner.takeEntries()) await this.addEntry(scanned);
    await this.addFrame(this.scanner.settledBytes);
    this.scanner.release(this.done);
  }

  private async addFrame(end: number): Promise<void> {
    if (end <= this.done) return;
    await this.frame.add(this.scanner.range(this.done, end));
    this.done = end;
  }

  private async addEntry(scanned: ScannedEntry): Promise<void> {
    await this.addFrame(scanned.start);
    const { start, end } = scanned;
    const taken =
      end - start > largeBytes ? await takeLarge(this.scanner, scanned, this.isChecked) : this.take(scanned);
    if (taken === undefined) {
      this.brokenCount += 1;
      await this.addFrame(end);
      return;
    }
    const { hash, json } = taken;
    this.content.add(hash);
    this.note(scanned, hash, json.length);
    this.done = end;
    this.gapStart = this.frame.sizeBytes;
    await this.batch.add(hash, json);
  }

  private take(scanned: ScannedEntry): TakenResource | undefined {
    const stripped = this.strip(this.scanner, scanned);
    if (this.isChecked && !isJson(this.scanner.range(scanned.start, scanned.end))) return undefined;
    return { hash: hashOfResource(stripped), json: stripped.bytes.subarray(stripped.jsonStart) };
  }

  private note(
    { id, group, name, start, end, volatileRanges }: ScannedEntry,
    hash: string,
    size: number,
  ): void {
    let removed = start;
    const holes = volatileRanges.map(([from, to]): [number, string] => {
      const text = decoder.decode(this.scanner.range(from, to));
      if (instant.test(text)) this.noteUpdate(Date.parse(text.slice(1, -1)));
      const place = from - removed;
      removed += to - from;
      return [place, text];
    });
    this.entries.push({ id, group, name, hash, gap: this.frame.sizeBytes - this.gapStart, size, holes });
    if (group === "bootstrap" && end - start <= maxBootstrapBytes)
      this.bootstrap = decoder.decode(this.scanner.range(start, end));
  }

  private noteUpdate(atMs: number): void {
    if (!Number.isNaN(atMs)) this.updatedAtMs = Math.max(this.updatedAtMs ?? 0, atMs);
  }

  /** What came of it. Nothing refers to the resources yet. */
  async finish(): Promise<WrittenDump> {
    const end = this.scanner.end();
    await this.addFrame(this.scanner.sizeBytes);
    await this.batch.flush();
    const frame = await this.frame.finish();
    return {
      end,
      layout: await packLayout(this.entries),
      frame: frame.bytes,
      frameHead: this.frame.head,
      hashes: [...this.batch.hashes],
      contentHash: this.content.digest(() => frame.hash),
      sizeBytes: this.scanner.sizeBytes,
      resourceCount: this.entries.length,
      brokenCount: this.brokenCount,
      ...(this.bootstrap === undefined ? {} : { bootstrap: this.bootstrap }),
      ...(this.updatedAtMs === undefined ? {} : { updatedAtMs: this.updatedAtMs }),
    };
  }

  /** Gives up; what was stored is swept away later. */
  close(): void {
    this.frame.close();
  }
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decoder.decode(bytes));
    return true;
  } catch {
    return false;
  }
}

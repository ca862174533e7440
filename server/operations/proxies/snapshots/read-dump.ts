import { promisify } from "node:util";
import { inflateRaw, inflateRawSync } from "node:zlib";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SourceError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { readSnapshotBlobs } from "@/server/database/snapshot";
import { readResources } from "@/server/database/snapshot-resource";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import { databaseEvidence } from "@/server/operations/proxies/snapshots/evidence";
import { unpackLayout, type LaidEntry } from "@/server/operations/proxies/snapshots/layout";
import { recentDumps } from "@/server/operations/proxies/snapshots/recent-dumps";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

const expand = promisify(inflateRaw);
const encoder = new TextEncoder();
const blockMs = 8;

/** A kept or uploaded dump by the id of its snapshot. Throws not_found for one that does not exist (any more). */
export async function readSnapshotDump(
  ctx: OperationContext,
  snapshotId: string,
): Promise<Sourced<ConfigDumpBytes>> {
  const startMs = ctx.nowMs();
  const snapshot = await findSnapshot(ctx, snapshotId);
  const key = `${ctx.databaseUrl ?? ""} ${snapshotId}`;
  const data = await recentDumps().read(key, () => rebuild(ctx, snapshot));
  const evidence = databaseEvidence(ctx, startMs, `snapshot ${snapshotId}`, snapshot.resourceCount);
  return { data, warnings: snapshot.warnings, evidence: [evidence] };
}

/** The dump's bytes as they were, and where each resource lies in them. */
async function rebuild(ctx: OperationContext, snapshot: Snapshot): Promise<ConfigDumpBytes> {
  const blobs = await readSnapshotBlobs(ctx.databaseUrl, snapshot.id);
  if (blobs === undefined) throw lost(snapshot.id);
  const [layout, frame] = await Promise.all([unpackLayout(blobs.layout), expand(blobs.frame)]);
  const places = placesOf(layout, frame.length);
  const bytes = Buffer.allocUnsafe(places.sizeBytes);
  copyFrame(layout, places.entries, frame, bytes);
  await copyResources(ctx, snapshot.id, { layout, entries: places.entries, bytes });
  const { contentHash, takenAtMs } = snapshot;
  return { bytes, entries: places.entries, contentHash, fetchedAtMs: takenAtMs };
}

type Laid = Awaited<ReturnType<typeof unpackLayout>>;

function placesOf(layout: Laid, frameBytes: number): { entries: DumpEntry[]; sizeBytes: number } {
  let at = 0;
  let gaps = 0;
  const entries = layout.map((entry): DumpEntry => {
    const start = at + entry.gap;
    gaps += entry.gap;
    at = start + entry.size + holeBytes(entry);
    const { id, section, group, name, hash } = entry;
    return { id, section, group, name, start, end: at, hash };
  });
  return { entries, sizeBytes: at + frameBytes - gaps };
}

function holeBytes({ holes }: LaidEntry): number {
  return holes.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
}

function copyFrame(layout: Laid, entries: readonly DumpEntry[], frame: Uint8Array, bytes: Uint8Array): void {
  let taken = 0;
  for (const [index, { gap }] of layout.entries()) {
    const { start } = entries[index] ?? { start: 0 };
    bytes.set(frame.subarray(taken, taken + gap), start - gap);
    taken += gap;
  }
  bytes.set(frame.subarray(taken), entries.at(-1)?.end ?? 0);
}

type Rebuilding = {
  readonly layout: Laid;
  readonly entries: readonly DumpEntry[];
  readonly bytes: Uint8Array;
};

async function copyResources(ctx: OperationContext, id: string, work: Rebuilding): Promise<void> {
  const usersOf = new Map<string, number[]>();
  for (const [index, { hash }] of work.layout.entries()) {
    const users = usersOf.get(hash);
    if (users === undefined) usersOf.set(hash, [index]);
    else users.push(index);
  }
  let found = 0;
  let startMs = performance.now();
  for await (const bodies of readResources(ctx.databaseUrl, [...usersOf.keys()])) {
    found += bodies.length;
    for (const { hash, body } of bodies) {
      const json = inflateRawSync(body);
      for (const index of usersOf.get(hash) ?? []) fill(work, index, json);
      if (performance.now() - startMs < blockMs) continue;
      await nextTurn();
      startMs = performance.now();
    }
  }
  if (found !== usersOf.size) throw lost(id);
}

/** Puts a resource in its place, with its own versions and times. */
function fill({ layout, entries, bytes }: Rebuilding, index: number, json: Uint8Array): void {
  const laid = layout[index];
  const entry = entries[index];
  if (laid === undefined || entry === undefined) return;
  let at = entry.start;
  let from = 0;
  for (const [place, text] of laid.holes) {
    bytes.set(json.subarray(from, place), at);
    at += place - from;
    from = place;
    const hole = encoder.encode(text);
    bytes.set(hole, at);
    at += hole.length;
  }
  bytes.set(json.subarray(from), at);
}

function lost(id: string): SourceError {
  return new SourceError(phrase("snapshot_part_missing", { id }), {
    source: "database",
    cluster: "",
    reason: "partial",
    hint: phrase("snapshot_deleted"),
  });
}

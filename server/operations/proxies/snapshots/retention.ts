import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import { defaultSnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { listSnapshots, oldestSnapshots } from "@/server/database/snapshot";
import { storedBytes, sweepResources } from "@/server/database/snapshot-resource";
import { deleteSnapshot } from "@/server/operations/proxies/snapshots/delete";
import type { OperationContext } from "@/server/ports";

const atOnce = 20;

/** Deletes versions that were kept without being asked for: those of this proxy beyond its number, then the oldest of all while there is too much. */
export async function prune(ctx: OperationContext, kept: Snapshot): Promise<void> {
  const { versionsPerProxy } = ctx.snapshotPolicy ?? defaultSnapshotPolicy;
  if (kept.origin === "version" && kept.proxy !== undefined) {
    const versions = await listSnapshots(ctx.databaseUrl, {
      ...kept.proxy,
      kind: kept.kind,
      origin: "version",
    });
    for (const { id } of versions.slice(versionsPerProxy)) await deleteSnapshot(ctx, id);
  }
  await pruneBytes(ctx);
  await sweepResources(ctx.databaseUrl, ctx.nowMs());
}

async function pruneBytes(ctx: OperationContext): Promise<number> {
  const { maxBytes } = ctx.snapshotPolicy ?? defaultSnapshotPolicy;
  for (;;) {
    const bytes = await storedBytes(ctx.databaseUrl);
    if (bytes <= maxBytes) return bytes;
    const oldest = await oldestSnapshots(ctx.databaseUrl, "version", atOnce);
    if (oldest.length === 0) return bytes;
    for (const id of oldest) await deleteSnapshot(ctx, id);
  }
}

/** Throws precondition_failed while snapshots that people asked for fill all the space. */
export async function requireRoom(ctx: OperationContext): Promise<void> {
  const { maxBytes } = ctx.snapshotPolicy ?? defaultSnapshotPolicy;
  const bytes = await pruneBytes(ctx);
  if (bytes < maxBytes) return;
  const limit = Math.round(maxBytes / 1_048_576);
  throw new ConsoleError("precondition_failed", phrase("snapshots_full", { limit }), {
    hint: phrase("delete_snapshots"),
  });
}

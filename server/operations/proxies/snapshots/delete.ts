import { readSnapshotBlobs } from "@/server/database/snapshot";
import { deleteSnapshotRow } from "@/server/database/snapshot-resource";
import { unpackLayout } from "@/server/operations/proxies/snapshots/layout";
import type { OperationContext } from "@/server/ports";

/** Deletes a snapshot and what only it had; false when there was none. */
export async function deleteSnapshot(ctx: OperationContext, id: string): Promise<boolean> {
  const blobs = await readSnapshotBlobs(ctx.databaseUrl, id);
  if (blobs === undefined) return false;
  const hashes = new Set((await unpackLayout(blobs.layout)).map(({ hash }) => hash));
  return deleteSnapshotRow(ctx.databaseUrl, id, [...hashes], ctx.nowMs());
}

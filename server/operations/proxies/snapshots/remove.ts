import { sweepResources } from "@/server/database/snapshot-resource";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import { deleteSnapshot } from "@/server/operations/proxies/snapshots/delete";
import type { OperationContext } from "@/server/ports";
import { log } from "@/server/telemetry/log";

/** Deletes these; gives the ids that were there. Throws not_found when this person may not see one of them. */
export async function removeSnapshots(
  ctx: OperationContext,
  ids: readonly string[],
): Promise<{ readonly removed: readonly string[] }> {
  const removed: string[] = [];
  for (const id of new Set(ids)) {
    await findSnapshot(ctx, id);
    if (await deleteSnapshot(ctx, id)) removed.push(id);
  }
  log.info({ by: ctx.actor.name, ids: removed }, "snapshots were deleted");
  await sweepResources(ctx.databaseUrl, ctx.nowMs());
  return { removed };
}

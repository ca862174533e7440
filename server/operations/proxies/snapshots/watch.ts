import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { requireReadablePlace } from "@/server/operations/proxies/snapshots/access";
import { databaseEvidence } from "@/server/operations/proxies/snapshots/evidence";
import { deleteWatch, readWatchRow, saveWatch, type WatchedProxy } from "@/server/database/watched-proxy";
import type { OperationContext } from "@/server/ports";

type WatchInput = { readonly cluster: string; readonly namespace: string; readonly pod: string };
export type WatchState = { readonly isWatched: boolean; readonly watch?: WatchedProxy };

async function readablePlace(
  ctx: OperationContext,
  { cluster, namespace, pod }: WatchInput,
): Promise<WatchInput> {
  const place = { cluster: clusterSources(ctx, cluster).name, namespace, pod };
  await requireReadablePlace(ctx, place);
  return place;
}

/**
 * Whether every version of this proxy is kept, since when and by whose wish. Throws forbidden for somebody who may not
 * see what is kept.
 */
export async function readWatch(ctx: OperationContext, input: WatchInput): Promise<Sourced<WatchState>> {
  const startMs = ctx.nowMs();
  const watch = await readWatchRow(ctx.databaseUrl, await readablePlace(ctx, input));
  return {
    data: { isWatched: watch !== undefined, ...(watch === undefined ? {} : { watch }) },
    warnings: [],
    evidence: [databaseEvidence(ctx, startMs, "whether every version is kept", 1)],
  };
}

/**
 * Begins or ends keeping every version of this proxy, which the console reads with its own account: nobody has it read
 * what they may not see themselves. Throws forbidden.
 */
export async function setWatch(
  ctx: OperationContext,
  input: WatchInput & { readonly isWatched: boolean },
): Promise<{ readonly isWatched: boolean }> {
  const place = await readablePlace(ctx, input);
  if (input.isWatched)
    await saveWatch(ctx.databaseUrl, { ...place, createdBy: ctx.actor.name, createdAtMs: ctx.nowMs() });
  else await deleteWatch(ctx.databaseUrl, place);
  return { isWatched: input.isWatched };
}

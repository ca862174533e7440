import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { databaseEvidence } from "@/server/operations/proxies/snapshots/evidence";
import { deleteWatch, readWatchRow, saveWatch, type WatchedProxy } from "@/server/database/watched-proxy";
import type { OperationContext } from "@/server/ports";

type WatchInput = { readonly cluster: string; readonly namespace: string; readonly pod: string };
export type WatchState = { readonly isWatched: boolean; readonly watch?: WatchedProxy };

function placeOf(ctx: OperationContext, input: WatchInput): WatchInput {
  return {
    cluster: clusterSources(ctx, input.cluster).name,
    namespace: input.namespace,
    pod: input.pod,
  };
}

/** Whether every version of this proxy is kept, since when and by whose wish. */
export async function readWatch(ctx: OperationContext, input: WatchInput): Promise<Sourced<WatchState>> {
  const startMs = ctx.nowMs();
  const watch = await readWatchRow(ctx.databaseUrl, placeOf(ctx, input));
  return {
    data: { isWatched: watch !== undefined, ...(watch === undefined ? {} : { watch }) },
    warnings: [],
    evidence: [databaseEvidence(ctx, startMs, "whether every version is kept", 1)],
  };
}

/** Begins or ends keeping every version of this proxy. */
export async function setWatch(
  ctx: OperationContext,
  input: WatchInput & { readonly isWatched: boolean },
): Promise<{ readonly isWatched: boolean }> {
  const place = placeOf(ctx, input);
  if (input.isWatched)
    await saveWatch(ctx.databaseUrl, { ...place, createdBy: ctx.actor.name, createdAtMs: ctx.nowMs() });
  else await deleteWatch(ctx.databaseUrl, place);
  return { isWatched: input.isWatched };
}

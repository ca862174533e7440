import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { defaultSnapshotPolicy, type SnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import { listSnapshots } from "@/server/database/snapshot";
import { storedBytes } from "@/server/database/snapshot-resource";
import { listWatches, type WatchedProxy } from "@/server/database/watched-proxy";
import { readableSnapshots } from "@/server/operations/proxies/snapshots/access";
import { databaseEvidence } from "@/server/operations/proxies/snapshots/evidence";
import type { OperationContext } from "@/server/ports";

export const snapshotFilterSchema = z.object({
  /** Snapshots of one proxy; without it all of them, uploads too. */
  proxy: z.object({ cluster: z.string(), namespace: z.string().min(1), pod: z.string().min(1) }).optional(),
});
export type SnapshotFilterInput = z.infer<typeof snapshotFilterSchema>;

export type SnapshotList = {
  readonly snapshots: readonly Snapshot[];
  /** All of them together, compressed, each resource counted once. */
  readonly storedBytes: number;
  readonly policy: SnapshotPolicy;
  /** Of the proxies of these snapshots those whose every version is kept. */
  readonly watches: readonly WatchedProxy[];
};

/** What was kept and uploaded and this person may see, newest first. */
export async function readSnapshots(
  ctx: OperationContext,
  { proxy }: SnapshotFilterInput,
): Promise<Sourced<SnapshotList>> {
  const startMs = ctx.nowMs();
  const cluster = proxy?.cluster === "" ? ctx.clusters.keys().next().value : proxy?.cluster;
  const all = await listSnapshots(ctx.databaseUrl, {
    ...(proxy === undefined ? {} : { namespace: proxy.namespace, pod: proxy.pod }),
    ...(cluster === undefined ? {} : { cluster }),
  });
  const snapshots = await readableSnapshots(ctx, all);
  const shown = new Set(snapshots.map((each) => placeOf(each.proxy)));
  const watches = await listWatches(ctx.databaseUrl);
  return {
    data: {
      snapshots,
      watches: watches.filter((watch) => shown.has(placeOf(watch))),
      storedBytes: await storedBytes(ctx.databaseUrl),
      policy: ctx.snapshotPolicy ?? defaultSnapshotPolicy,
    },
    warnings: [],
    evidence: [databaseEvidence(ctx, startMs, "snapshots", snapshots.length)],
  };
}

type Place = { readonly cluster: string; readonly namespace: string; readonly pod: string };
const placeOf = (place: Place | undefined): string =>
  place === undefined ? "" : `${place.cluster}/${place.namespace}/${place.pod}`;

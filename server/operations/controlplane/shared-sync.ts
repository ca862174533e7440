import { xdsTypes, type ControlPlaneReplica, type ProxySync } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { Call, ControlPlaneSource, OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";
import { createSyncFeed, type SyncFeed } from "./sync-feed";
import { syncsOf } from "./sync-look";

/** How often istiod is asked while somebody looks, where the configuration does not say. */
export const defaultSyncIntervalMs = 5000;

/** `maxAgeMs` is how old the answer may be; absent is the feed's interval. Answers that are on their way are always shared. */
export type SharedCall = Call & { readonly maxAgeMs?: number };

type Feeds = WeakMap<ControlPlaneSource, SyncFeed>;
type Place = Pick<OperationContext, "clusters" | "nowMs">;

/** The feed of cluster `name`. Persons who may see different things have different sources, and so different feeds. */
export function syncFeedOf(
  ctx: Place,
  name: string,
): { readonly feed: SyncFeed; readonly intervalMs: number } {
  const feeds = singleton<Feeds>("sync-feeds", () => new WeakMap());
  const {
    controlPlane,
    syncIntervalMs: intervalMs = defaultSyncIntervalMs,
    name: cluster,
  } = clusterSources(ctx, name);
  const known = feeds.get(controlPlane);
  if (known !== undefined) return { feed: known, intervalMs };
  const feed = createSyncFeed({
    cluster,
    ask: (call) => controlPlane.sync(call),
    intervalMs,
    // The age of an answer is real time, whatever a test's clock says of the mesh.
    nowMs: () => Date.now(),
    later: (next, ms) => {
      const timer = setTimeout(next, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  });
  feeds.set(controlPlane, feed);
  return { feed, intervalMs };
}

/**
 * Where every proxy stands, of all replicas: one look at each istiod per interval, however many ask. A silent replica is
 * a warning with its name. Throws `SourceError` when none answers.
 */
export async function sharedSync(
  ctx: Place,
  cluster: string,
  call: SharedCall,
): Promise<Sourced<readonly ProxySync[]>> {
  const { feed, intervalMs } = syncFeedOf(ctx, cluster);
  return syncsOf(await feed.look(call.maxAgeMs ?? intervalMs, call.signal));
}

/** istiod's replicas as the same look saw them. Throws `SourceError` when none answers. */
export async function sharedReplicas(
  ctx: Place,
  cluster: string,
  call: SharedCall,
): Promise<Sourced<readonly ControlPlaneReplica[]>> {
  const { feed, intervalMs } = syncFeedOf(ctx, cluster);
  const look = await feed.look(call.maxAgeMs ?? intervalMs, call.signal);
  const { warnings, evidence } = syncsOf(look);
  if (look.answer?.replicas === undefined) {
    return clusterSources(ctx, cluster).controlPlane.replicas(call);
  }
  return { data: look.answer.replicas, warnings, evidence };
}

/** What a proxy has acknowledged of all types, to be compared for equality only; "" when istiod told of no type. */
export function syncVersion(sync: ProxySync): string {
  return xdsTypes
    .flatMap((type) => {
      const found = sync.types[type];
      return found === undefined ? [] : [`${type}=${found.ackedNonce}`];
    })
    .join(" ");
}

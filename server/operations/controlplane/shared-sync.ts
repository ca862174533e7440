import { xdsTypes, type ControlPlaneReplica, type ProxySync } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { Call, ClusterSources, ControlPlaneSource, OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";
import { createSyncFeed, type SyncFeed } from "./sync-feed";
import { syncsOf } from "./sync-look";

/** How often istiod is asked while somebody looks, where the configuration does not say. */
const defaultSyncIntervalMs = 5000;

/**
 * `maxAgeMs` is how old the answer may be; absent is the feed's interval, 0 asks now. An answer that is on its way is
 * always shared.
 */
type SharedCall = Call & { readonly maxAgeMs?: number };
type Place = Pick<OperationContext, "clusters">;
type Sources = Pick<ClusterSources, "name" | "controlPlane" | "syncIntervalMs">;

/** The feed of one source. Persons who may see different things have different sources, and so different feeds. */
export function syncFeedOf(sources: Sources): SyncFeed {
  const feeds = singleton("sync-feeds", () => new WeakMap<ControlPlaneSource, SyncFeed>());
  const { controlPlane, name } = sources;
  const known = feeds.get(controlPlane);
  if (known !== undefined) return known;
  const feed = createSyncFeed({
    cluster: name,
    ask: (call) => controlPlane.sync(call),
    intervalMs: sources.syncIntervalMs ?? defaultSyncIntervalMs,
    // The age of an answer is real time, whatever clock the mesh has.
    nowMs: () => Date.now(),
    later: (next, ms) => {
      const timer = setTimeout(next, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  });
  feeds.set(controlPlane, feed);
  return feed;
}

/**
 * Where every proxy stands, of all replicas: one look at each istiod per interval, however many ask. A silent replica is
 * a warning with its name. Throws `SourceError` when none answers.
 */
export function sharedSync(
  ctx: Place,
  cluster: string,
  call: SharedCall,
): Promise<Sourced<readonly ProxySync[]>> {
  return sharedSyncFrom(clusterSources(ctx, cluster), call);
}

/** `sharedSync` for those who have the cluster's sources already. */
export async function sharedSyncFrom(
  sources: Sources,
  call: SharedCall,
): Promise<Sourced<readonly ProxySync[]>> {
  const feed = syncFeedOf(sources);
  return syncsOf(await feed.look(call.maxAgeMs ?? feed.intervalMs, call.signal));
}

/** istiod's replicas as the same look saw them. Throws `SourceError` when none answers. */
export async function sharedReplicas(
  ctx: Place,
  cluster: string,
  call: SharedCall,
): Promise<Sourced<readonly ControlPlaneReplica[]>> {
  const sources = clusterSources(ctx, cluster);
  const feed = syncFeedOf(sources);
  const { answer } = await feed.look(call.maxAgeMs ?? feed.intervalMs, call.signal);
  // Replicas can tell their version when none tells its proxies.
  if (answer?.replicas === undefined) return sources.controlPlane.replicas(call);
  return { data: answer.replicas, warnings: answer.warnings, evidence: answer.evidence };
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

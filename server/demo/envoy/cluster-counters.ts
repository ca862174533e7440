import type { XdsCluster } from "@/lib/xds/model";
import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import { computeEpochTraffic, type EpochResult } from "@/server/demo/world/epoch-traffic";
import { buildMeshIndex, type MeshIndex, workloadKey } from "@/server/demo/world/mesh-index";
import { clusterLoadKey, ejectedShare } from "@/server/demo/world/mesh-load";
import { randomOf } from "@/server/demo/world/random";
import type { DemoWorld, Epoch } from "@/server/demo/world/world";

export type HostCounters = {
  readonly requests: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly connections: number;
  readonly active: number;
  readonly ejected: boolean;
};

type Known = { readonly index: MeshIndex; readonly results: WeakMap<Epoch, EpochResult> };
const worlds = new WeakMap<DemoWorld, Known>();

function knownOf(world: DemoWorld): Known {
  const known = worlds.get(world) ?? { index: buildMeshIndex(world.spec), results: new WeakMap() };
  worlds.set(world, known);
  return known;
}

/** Traffic and load of one epoch, computed once for all pages of a world. */
export function epochResultOf(world: DemoWorld, epoch: Epoch): EpochResult {
  const { index, results } = knownOf(world);
  const result = results.get(epoch) ?? computeEpochTraffic(index, epoch);
  results.set(epoch, result);
  return result;
}

const ejectionWindowMs = 30_000;

/**
 * Counters of a proxy's clusters since it started, from the same simulation that the metrics come from, at each
 * epoch's mean load. They never go back.
 */
export function clusterCounters(
  world: DemoWorld,
  proxy: MeshProxy,
): (cluster: XdsCluster, hostIndex: number) => HostCounters {
  const { index } = knownOf(world);
  const source = index.workloads.get(workloadKey({ namespace: proxy.namespace, name: proxy.workload }));
  const epochs = world.epochs();
  const now = world.nowMs();
  const parts = epochs.map((epoch, number) => ({
    result: epochResultOf(world, epoch),
    seconds: ((epochs[number + 1]?.startMs ?? now) - epoch.startMs) / 1000,
  }));
  return (cluster, hostIndex) => {
    const endpoint = cluster.endpoints[hostIndex];
    const target = index.workloadOfPod.get(`${endpoint?.namespace ?? ""}/${endpoint?.pod ?? ""}`);
    const hosts = Math.max(1, cluster.endpoints.length);
    let requests = 0;
    let errors = 0;
    let active = 0;
    for (const { result, seconds } of parts) {
      const load = source && result.load.clusters.get(clusterLoadKey(source, cluster));
      if (load === undefined) continue;
      const rate = load.requestsPerSecond / hosts;
      requests += rate * seconds;
      errors += rate * seconds * (target === undefined ? 0.00015 : (result.load.failures.get(target) ?? 0));
      active = (rate * load.latencyMs) / 1000;
    }
    const last = parts.at(-1);
    const share = target && last ? ejectedShare(last.result.load, cluster, target) : 0;
    const draw = randomOf(
      world.spec.seed,
      `eject/${cluster.name}/${endpoint?.address ?? ""}/${Math.floor(now / ejectionWindowMs)}`,
    );
    return {
      requests: Math.floor(requests),
      errors: Math.floor(errors),
      timeouts: 0,
      connections: requests < 1 ? 0 : Math.max(1, Math.ceil(active)),
      active: Math.floor(active),
      ejected: draw < share,
    };
  };
}

import type { XdsCluster } from "@/lib/xds/model";
import type { WorkloadSpec } from "@/server/demo/world/spec";
import { workloadKey } from "./mesh-index";

/** Load that a first pass over all flows found, for what depends on it: queues, limits, ejections. */
export type MeshLoad = {
  /** Requests/s that reach a workload. */
  readonly workloads: ReadonlyMap<WorkloadSpec, number>;
  /** By clusterLoadKey: requests/s of one workload into one cluster, and how long they take. */
  readonly clusters: ReadonlyMap<string, { readonly requestsPerSecond: number; readonly latencyMs: number }>;
  /** Share of a workload's answers that are 5xx: a denial ejects nobody. */
  readonly failures: ReadonlyMap<WorkloadSpec, number>;
};

export const noLoad: MeshLoad = { workloads: new Map(), clusters: new Map(), failures: new Map() };

export function clusterLoadKey(source: WorkloadSpec, cluster: { readonly name: string }): string {
  return `${workloadKey(source)}>${cluster.name}`;
}

/** How busy a workload is, 0 to more than 1; 0 when nothing is known. */
function utilization(load: MeshLoad, workload: WorkloadSpec): number {
  const capacity = workload.capacityPerPod * Math.max(1, workload.pods.length);
  return (load.workloads.get(workload) ?? 0) / capacity;
}

/** A busy workload is slower; one that gets more than it can serve also refuses the rest. */
export function slowdown(
  load: MeshLoad,
  workload: WorkloadSpec,
): { readonly slow: number; readonly refused: number } {
  const busy = utilization(load, workload);
  const slow = 1 / Math.max(0.12, 1 - 0.9 * Math.min(1, busy) ** 3);
  return { slow, refused: busy > 1 ? 1 - 1 / busy : 0 };
}

/**
 * Share of requests that a cluster's limits turn away (UO). By Little's law the requests in flight are rate times
 * latency; each pod of the caller counts for itself.
 */
export function overflowShare(load: MeshLoad, key: string, cluster: XdsCluster): number {
  const limits = cluster.circuitBreakers;
  const known = load.clusters.get(key);
  if (limits === undefined || known === undefined) return 0;
  const slots = Math.min(
    limits.maxRequests ?? Number.POSITIVE_INFINITY,
    // HTTP/1 carries one request on a connection; HTTP/2 as many as it likes.
    cluster.http2 === true
      ? Number.POSITIVE_INFINITY
      : (limits.maxConnections ?? Number.POSITIVE_INFINITY) +
          (limits.maxPendingRequests ?? Number.POSITIVE_INFINITY),
  );
  if (!Number.isFinite(slots)) return 0;
  const inFlight = (known.requestsPerSecond * known.latencyMs) / 1000;
  return erlangBlocking(inFlight, Math.max(1, slots));
}

/** Erlang's loss formula: the share of arrivals that find every slot taken. */
function erlangBlocking(offered: number, slots: number): number {
  let blocking = 1;
  for (let slot = 1; slot <= Math.min(slots, 2000); slot += 1)
    blocking = (offered * blocking) / (slot + offered * blocking);
  return blocking < 1e-4 ? 0 : blocking;
}

/**
 * Share of the time that a workload's endpoints are ejected: n failures in a row come now and then by chance, and each
 * time the endpoint is out for a while. maxEjectionPercent holds some of them in, but one may always go.
 */
export function ejectedShare(load: MeshLoad, cluster: XdsCluster, workload: WorkloadSpec): number {
  const outlier = cluster.outlierDetection;
  const failing = load.failures.get(workload) ?? 0;
  const pods = Math.max(1, workload.pods.length);
  const rate = (load.workloads.get(workload) ?? 0) / pods;
  const run = outlier?.consecutive5xx ?? outlier?.consecutiveGatewayErrors;
  if (outlier === undefined || run === undefined || run === 0 || failing <= 0.001 || rate <= 0) return 0;
  const requestsUntilRun = failing >= 0.999 ? run : (1 - failing ** run) / (failing ** run * (1 - failing));
  const secondsUntilOut = requestsUntilRun / rate + (outlier.intervalMs ?? 10_000) / 2000;
  const secondsOut = (outlier.baseEjectionMs ?? 30_000) / 1000;
  const share = secondsOut / (secondsOut + secondsUntilOut);
  const hosts = cluster.endpoints.length;
  const allowed = Math.max(1, Math.floor((hosts * (outlier.maxEjectionPercent ?? 10)) / 100));
  return share * Math.min(1, allowed / pods);
}

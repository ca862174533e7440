import { knownLabel } from "@/lib/telemetry/istio/labels";
import type { Sample } from "@/lib/telemetry/series";
import type { WorkloadName } from "./model";

/** Requests/s of one workload to one workload of a service, as the caller's own proxy counts where it has one. */
export type CallEdge = {
  readonly source: WorkloadName;
  readonly host: string;
  readonly destination?: WorkloadName;
  readonly requestsPerSecond: number;
};

const labels = [
  "reporter",
  "source_workload",
  "source_workload_namespace",
  "destination_service",
  "destination_workload",
  "destination_workload_namespace",
];

/** One query for all calls of the mesh over five minutes. */
export const callEdgesQuery = `sum by (${labels.join(", ")}) (rate(istio_requests_total[5m])) > 0`;

/** The calls behind the samples of `callEdgesQuery`; callers without a name of their own are left out. */
export function callEdges(samples: readonly Sample[]): readonly CallEdge[] {
  const bySource = new Set<string>();
  const edges = samples.flatMap((sample) => {
    const source = workloadFrom(sample, "source");
    const host = knownLabel(sample.labels, "destination_service");
    if (source === undefined || host === undefined || sample.value === null || sample.value <= 0) return [];
    const destination = workloadFrom(sample, "destination");
    const key = `${source.namespace}/${source.workload}>${host}`;
    const reporter = sample.labels["reporter"];
    if (reporter === "source") bySource.add(key);
    return [{ key, reporter, source, host, destination, requestsPerSecond: sample.value }];
  });
  return edges
    .filter(({ key, reporter }) => reporter === (bySource.has(key) ? "source" : "destination"))
    .map(({ source, host, destination, requestsPerSecond }) => ({
      source,
      host,
      ...(destination === undefined ? {} : { destination }),
      requestsPerSecond,
    }));
}

function workloadFrom(sample: Sample, side: "source" | "destination"): WorkloadName | undefined {
  const workload = knownLabel(sample.labels, `${side}_workload`);
  const namespace = knownLabel(sample.labels, `${side}_workload_namespace`);
  return workload === undefined || namespace === undefined ? undefined : { namespace, workload };
}

/** Look-ups that every part of an impact makes. */
export type EdgeIndex = {
  /** Requests/s of a workload to each host. */
  readonly bySource: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Requests/s that reach a workload from all callers. */
  readonly byDestination: ReadonlyMap<string, number>;
};

export function workloadKey({ namespace, workload }: WorkloadName): string {
  return `${namespace}/${workload}`;
}

export function indexEdges(edges: readonly CallEdge[]): EdgeIndex {
  const bySource = new Map<string, Map<string, number>>();
  const byDestination = new Map<string, number>();
  for (const { source, host, destination, requestsPerSecond } of edges) {
    const hosts = bySource.get(workloadKey(source)) ?? new Map<string, number>();
    bySource.set(workloadKey(source), hosts);
    hosts.set(host, (hosts.get(host) ?? 0) + requestsPerSecond);
    if (destination !== undefined) {
      const key = workloadKey(destination);
      byDestination.set(key, (byDestination.get(key) ?? 0) + requestsPerSecond);
    }
  }
  return { bySource, byDestination };
}

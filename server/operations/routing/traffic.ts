import type { AffectedCaller } from "@/lib/changes/change-set";
import { warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ServiceVersion } from "@/lib/routing/service-versions";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { Sample } from "@/lib/telemetry/series";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type ServiceTraffic = {
  /** Busiest first. */
  readonly callers: readonly AffectedCaller[];
  readonly byVersion: Readonly<Record<string, number>>;
  readonly requestsPerSecond: number;
};

/** Selector of the requests to a service and to the Services that stand for its versions. */
export function requestsSelector(
  service: ServiceName,
  backends: readonly string[],
  reporter?: string,
): string {
  // Kubernetes names hold nothing that a regular expression would read.
  const names = [...new Set([service.name, ...backends])].toSorted().join("|");
  const of = reporter === undefined ? "" : `reporter="${reporter}",`;
  return `istio_requests_total{${of}destination_service_namespace="${service.namespace}",destination_service_name=~"${names}"}`;
}

/** Who calls the service now and which versions answer, over five minutes. Throws `SourceError`. */
export async function readServiceTraffic(
  sources: ClusterSources,
  service: ServiceName,
  backends: readonly string[],
  at: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Sourced<ServiceTraffic>> {
  const labels = "reporter, source_workload, source_workload_namespace, destination_version";
  const promql = `sum by (${labels}) (rate(${requestsSelector(service, backends)}[5m]))`;
  const answer = await sources.metrics.query(promql, at.nowMs, {
    purpose: "callers of the service and requests by version",
    signal: at.signal,
  });
  return { ...answer, data: trafficFromSamples(answer.data) };
}

/** The same, and undefined with a warning when the metrics do not answer: no form waits for them. */
export async function readTrafficIfKnown(
  ctx: OperationContext,
  sources: ClusterSources,
  service: ServiceName,
  versions: readonly ServiceVersion[],
): Promise<Sourced<ServiceTraffic | undefined>> {
  const backends = versions.flatMap(({ backendService }) => backendService ?? []);
  try {
    const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
    return await readServiceTraffic(sources, service, backends, at);
  } catch (error) {
    const warning = warningFromError(error, "callers and request rates");
    return { data: undefined, warnings: [warning], evidence: [] };
  }
}

/** A caller's own proxy knows best; a caller without one is only known to the destination. */
function trafficFromSamples(samples: readonly Sample[]): ServiceTraffic {
  const callerKey = ({ labels }: Sample) =>
    `${labels["source_workload_namespace"] ?? "unknown"}/${labels["source_workload"] ?? "unknown"}`;
  const bySource = new Set(
    samples
      .filter((sample) => sample.labels["reporter"] === "source" && (sample.value ?? 0) > 0)
      .map(callerKey),
  );
  const callers = new Map<string, AffectedCaller>();
  const byVersion: Record<string, number> = {};
  let requestsPerSecond = 0;
  for (const sample of samples) {
    const key = callerKey(sample);
    const value = sample.value ?? 0;
    const wanted = bySource.has(key) ? "source" : "destination";
    if (sample.labels["reporter"] !== wanted || value <= 0) continue;
    const version = sample.labels["destination_version"] ?? "unknown";
    byVersion[version] = (byVersion[version] ?? 0) + value;
    requestsPerSecond += value;
    const [namespace = "", workload = ""] = key.split("/");
    const known = callers.get(key)?.requestsPerSecond ?? 0;
    callers.set(key, { namespace, workload, requestsPerSecond: known + value });
  }
  return {
    callers: [...callers.values()].toSorted(
      (left, right) => right.requestsPerSecond - left.requestsPerSecond,
    ),
    byVersion,
    requestsPerSecond,
  };
}

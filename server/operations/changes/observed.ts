import type { Sourced } from "@/lib/evidence";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { Sample } from "@/lib/telemetry/series";
import { requestsSelector } from "@/server/operations/routing/traffic";
import type { ClusterSources } from "@/server/ports";

/**
 * Requests by destination version since `sinceMs`, counted at the callers: the difference of the counters at the two
 * times, so nothing is extrapolated and a version's first request counts. A counter that went back has restarted.
 */
export async function readObservedRequests(
  sources: ClusterSources,
  service: ServiceName,
  backends: readonly string[],
  at: { readonly sinceMs: number; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Sourced<Readonly<Record<string, number>>>> {
  const labels = "destination_version, source_workload, source_workload_namespace, pod, instance";
  const promql = `sum by (${labels}) (${requestsSelector(service, backends, "source")})`;
  const [then, now] = await Promise.all([
    sources.metrics.query(promql, at.sinceMs, { purpose: "requests before the change", signal: at.signal }),
    sources.metrics.query(promql, at.nowMs, { purpose: "requests until now", signal: at.signal }),
  ]);
  const old = new Map(then.data.map((sample) => [seriesKey(sample), sample.value ?? 0]));
  const requests: Record<string, number> = {};
  for (const sample of now.data) {
    const value = sample.value ?? 0;
    const before = old.get(seriesKey(sample)) ?? 0;
    const version = sample.labels["destination_version"] ?? "unknown";
    requests[version] = (requests[version] ?? 0) + (value >= before ? value - before : value);
  }
  return {
    data: requests,
    warnings: [...then.warnings, ...now.warnings],
    evidence: [...then.evidence, ...now.evidence],
  };
}

function seriesKey({ labels }: Sample): string {
  return Object.entries(labels)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

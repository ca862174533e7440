import type { OutcomeCounts } from "@/lib/changes/outcome-shares";
import type { Sourced } from "@/lib/evidence";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { Sample } from "@/lib/telemetry/series";
import { requestsSelector } from "@/server/operations/routing/traffic";
import type { ClusterSources } from "@/server/ports";

type Window = { readonly sinceMs: number; readonly nowMs: number; readonly signal: AbortSignal };
type Counted = { readonly labels: Sample["labels"]; readonly requests: number };

/** Requests by destination version since `sinceMs`, counted at the callers. */
export async function readObservedRequests(
  sources: ClusterSources,
  service: ServiceName,
  backends: readonly string[],
  at: Window,
): Promise<Sourced<Readonly<Record<string, number>>>> {
  const answer = await readCounts(
    sources,
    requestsSelector(service, backends, "source"),
    "destination_version",
    at,
  );
  const requests: Record<string, number> = {};
  for (const counted of answer.data) {
    const version = counted.labels["destination_version"] ?? "unknown";
    requests[version] = (requests[version] ?? 0) + counted.requests;
  }
  return { ...answer, data: requests };
}

/**
 * How the requests to a service ended since `sinceMs`, as the callers saw it: a fault is known to them alone. Undefined
 * when nothing was measured at `sinceMs`: without a beginning, a counter's whole life would pass for these minutes.
 */
export async function readOutcomes(
  sources: ClusterSources,
  service: ServiceName,
  backends: readonly string[],
  at: Window,
): Promise<Sourced<OutcomeCounts | undefined>> {
  const selector = requestsSelector(service, backends, "source");
  const answer = await readCounts(sources, selector, "response_code, response_flags", at);
  if (!answer.hasBeginning) return { ...answer, data: undefined };
  const byCode: Record<string, number> = {};
  const byFlag: Record<string, number> = {};
  let requests = 0;
  for (const { labels, requests: count } of answer.data) {
    const code = labels["response_code"] ?? "unknown";
    const flag = labels["response_flags"] ?? "-";
    byCode[code] = (byCode[code] ?? 0) + count;
    byFlag[flag] = (byFlag[flag] ?? 0) + count;
    requests += count;
  }
  return { ...answer, data: { requests, byCode, byFlag } };
}

/**
 * The difference of the counters at the two times, so nothing is extrapolated and a series' first request counts. A
 * counter that went back has restarted.
 */
async function readCounts(
  sources: ClusterSources,
  selector: string,
  by: string,
  at: Window,
): Promise<Sourced<readonly Counted[]> & { readonly hasBeginning: boolean }> {
  const promql = `sum by (${by}, source_workload, source_workload_namespace, pod, instance) (${selector})`;
  const [then, now] = await Promise.all([
    sources.metrics.query(promql, at.sinceMs, { purpose: "requests before the change", signal: at.signal }),
    sources.metrics.query(promql, at.nowMs, { purpose: "requests until now", signal: at.signal }),
  ]);
  const old = new Map(then.data.map((sample) => [seriesKey(sample), sample.value ?? 0]));
  return {
    hasBeginning: then.data.length > 0 || now.data.length === 0,
    data: now.data.map((sample) => {
      const value = sample.value ?? 0;
      const before = old.get(seriesKey(sample)) ?? 0;
      return { labels: sample.labels, requests: value >= before ? value - before : value };
    }),
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

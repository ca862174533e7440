import { isAborted, isFailed, sumOf, countedBetween, type Counted } from "@/lib/faults/counted";
import { printSelector, type Selector } from "@/lib/telemetry/istio/selector";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { ErrorBudget, SteadyValues } from "@/server/operations/faults/options";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources } from "@/server/ports";

const steadyWindowMs = 5 * 60_000;
/** Long enough to know of yesterday's incident, short enough for a Prometheus that keeps a day. */
const longestBudgetMs = 24 * 3_600_000;
/** A mesh that is scraped every second has as many samples in an hour and a half. */
const mostSamples = 6000;
const timeoutMs = 8000;

type At = { readonly nowMs: number; readonly signal: AbortSignal };

function selectorOf({ namespace, name }: ServiceName, more: Selector = []): Selector {
  return [
    { label: "reporter", op: "=", value: "source" },
    { label: "destination_service_namespace", op: "=", value: namespace },
    { label: "destination_service_name", op: "=", value: name },
    ...more,
  ];
}

/** The service as its callers saw it in the last five minutes. */
export async function readSteady(
  sources: ClusterSources,
  service: ServiceName,
  gathering: Gathering,
  { nowMs, signal }: At,
): Promise<SteadyValues> {
  const query = async (promql: string, purpose: string): Promise<readonly Counted[] | undefined> => {
    const ask = (timeMs: number) =>
      gathering.take(purpose, sources.metrics.query(promql, timeMs, { purpose, signal, timeoutMs }));
    const [before, after] = await Promise.all([ask(nowMs - steadyWindowMs), ask(nowMs)]);
    return before === undefined || after === undefined ? undefined : countedBetween(before, after);
  };
  const own = selectorOf(service);
  const [all, buckets] = await Promise.all([
    query(printSelector("istio_requests_total", own), "requests to the service"),
    query(
      printSelector("istio_request_duration_milliseconds_bucket", own),
      "how long the service's answers take",
    ),
  ]);
  const requests = all === undefined ? 0 : sumOf(all);
  const fasterThan = edgesOf(buckets ?? []);
  const edgeMsP99 = fasterThan.find(({ percent }) => percent >= 99)?.edgeMs;
  return {
    ...(all === undefined ? {} : { requestsPerSecond: requests / (steadyWindowMs / 1000) }),
    ...(all === undefined || requests <= 0
      ? {}
      : { successPercent: (100 * sumOf(all, (labels) => !isFailed(labels))) / requests }),
    fasterThan,
    ...(edgeMsP99 === undefined ? {} : { edgeMsP99 }),
  };
}

function edgesOf(buckets: readonly Counted[]): SteadyValues["fasterThan"] {
  const byEdge = new Map<number, number>();
  for (const { labels, count } of buckets) {
    const edge = labels["le"] === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels["le"]);
    if (!Number.isNaN(edge)) byEdge.set(edge, (byEdge.get(edge) ?? 0) + count);
  }
  const all = byEdge.get(Number.POSITIVE_INFINITY) ?? 0;
  if (all <= 0) return [];
  // A bucket without growth is absent above; what is faster than a lower edge is faster than it too.
  const edges = [...byEdge].filter(([edge]) => Number.isFinite(edge)).toSorted(([a], [b]) => a - b);
  let faster = 0;
  return edges.map(([edgeMs, count]) => {
    faster = Math.max(faster, count);
    return { edgeMs, percent: (100 * faster) / all };
  });
}

/** What is left of the service's error budget; undefined without metrics or requests. */
export async function readBudget(
  sources: ClusterSources,
  service: ServiceName,
  objectivePercent: number,
  gathering: Gathering,
  { nowMs, signal }: At,
): Promise<ErrorBudget | undefined> {
  const budgetWindowMs = Math.min(longestBudgetMs, mostSamples * (sources.scrapeMs ?? defaultScrapeMs));
  const labels = "response_code, grpc_response_status, response_flags";
  const selector = printSelector("istio_requests_total", selectorOf(service));
  const promql = `sum by (${labels}) (increase(${selector}[${Math.round(budgetWindowMs / 1000)}s]))`;
  const purpose = "error budget";
  const samples = await gathering.take(
    purpose,
    sources.metrics.query(promql, nowMs, { purpose, signal, timeoutMs }),
  );
  if (samples === undefined) return undefined;
  const counted = samples.map((sample) => ({ labels: sample.labels, count: sample.value ?? 0 }));
  // What our own experiments cost was allowed for when they began.
  const requests = sumOf(counted, (one) => !isAborted(one));
  if (requests <= 0) return undefined;
  const failed = sumOf(counted, (one) => !isAborted(one) && isFailed(one));
  const allowed = requests * (1 - objectivePercent / 100);
  return {
    objectivePercent,
    windowMs: budgetWindowMs,
    requests,
    failed,
    leftPercent: 100 * (1 - failed / allowed),
  };
}

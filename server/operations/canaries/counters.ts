import { counterDelta, type CounterLook, type CounterSample } from "@/lib/canaries/counter-delta";
import type { CountInterval } from "@/lib/canaries/interval";
import { metricKey, type CanaryPlan } from "@/lib/canaries/plan";
import { oneOf, printSelector } from "@/lib/telemetry/istio/selector";
import type { Labels, Sample } from "@/lib/telemetry/series";
import type { Side, Sides } from "@/server/operations/canaries/sides";

const requestsTotal = "istio_requests_total";
const duration = "istio_request_duration_milliseconds";

/** Answers without the service's having answered well: DEADLINE_EXCEEDED, UNKNOWN, RESOURCE_EXHAUSTED, INTERNAL, … */
const badGrpc: ReadonlySet<string> = new Set(["2", "4", "8", "13", "14", "15"]);

/** All counters of one metric at one moment, and the bad ones whose version nobody knows. */
export type MetricCounters = CounterLook & {
  readonly key: string;
  readonly unattributed: readonly CounterSample[];
};

/**
 * One query for all of Istio's counters that the plan needs, so that they are of one moment; undefined when it needs
 * none. A copy of a request is counted by its receiver alone, so both versions are then.
 */
export function istioQuery(plan: CanaryPlan, isMirror: boolean): string | undefined {
  const edges = plan.metrics.flatMap((metric) => (metric.kind === "latency" ? [metric.edgeMs] : []));
  const needsRequests = plan.metrics.some(({ kind }) => kind === "success");
  if (edges.length === 0 && !needsRequests) return undefined;
  const names = [
    ...(needsRequests ? [requestsTotal] : []),
    ...(edges.length > 0 ? [`${duration}_count`, `${duration}_bucket`] : []),
  ];
  const backends = [plan.stable, plan.canary].flatMap(({ name, backend }) =>
    plan.api === "gateway" || backend === "service" ? [name] : [],
  );
  return printSelector("", [
    oneOf("__name__", names),
    { label: "reporter", op: "=", value: isMirror ? "destination" : "source" },
    { label: "destination_service_namespace", op: "=", value: plan.service.namespace },
    oneOf("destination_service_name", [...new Set([plan.service.name, ...backends])]),
    ...(edges.length > 0 ? [oneOf("le", ["", ...edges.flatMap(edgeTexts)])] : []),
  ]);
}

/** The bound as Prometheus 2 keeps it, and as Prometheus 3 does. */
function edgeTexts(edgeMs: number): readonly string[] {
  const text = String(edgeMs);
  return text.includes(".") ? [text] : [text, `${text}.0`];
}

/** The samples of one look as counters, by metric; a metric without any total is absent: unknown, not zero. */
export function countersFrom(
  plan: CanaryPlan,
  sides: Sides,
  samples: readonly Sample[],
  atMs: number,
): readonly MetricCounters[] {
  const counted = samples.filter(({ labels, value }) => value !== null && !isOurFault(labels));
  return plan.metrics.flatMap((metric) => {
    if (metric.kind === "promql") return [];
    const look = metric.kind === "success" ? successes(counted) : latencies(counted, metric.edgeMs);
    return look.length === 0 ? [] : [{ key: metricKey(metric), atMs, ...attributed(look, sides) }];
  });
}

/** Answers of a custom query for one version. */
export function customSamples(
  samples: readonly Sample[],
  version: CounterSample["version"],
): readonly CounterSample[] {
  return samples.flatMap(({ labels, value }) =>
    value === null ? [] : [{ series: `${version} ${seriesKey(labels)}`, version, value }],
  );
}

/** Aborted or delayed by a fault that somebody put there: it says nothing of either version. */
function isOurFault(labels: Labels): boolean {
  return (labels["response_flags"] ?? "").split(",").some((flag) => flag === "FI" || flag === "DI");
}

type Counted = { readonly labels: Labels; readonly all: number; readonly bad: number };

function successes(samples: readonly Sample[]): readonly Counted[] {
  return samples.flatMap(({ labels, value }) =>
    labels["__name__"] === requestsTotal
      ? [{ labels, all: value ?? 0, bad: isBad(labels) ? (value ?? 0) : 0 }]
      : [],
  );
}

function isBad(labels: Labels): boolean {
  const code = labels["response_code"] ?? "";
  if (code.startsWith("5")) return true;
  // DC: the caller hung up.
  const isCut = code === "0" && !(labels["response_flags"] ?? "").split(",").includes("DC");
  return isCut || badGrpc.has(labels["grpc_response_status"] ?? "");
}

/** Slower than the edge: all less those in the bucket. A series without that bucket has other edges and says nothing. */
function latencies(samples: readonly Sample[], edgeMs: number): readonly Counted[] {
  const texts = edgeTexts(edgeMs);
  const buckets = new Map<string, number>();
  for (const { labels, value } of samples) {
    if (labels["__name__"] === `${duration}_bucket` && texts.includes(labels["le"] ?? "")) {
      buckets.set(seriesKey(labels), value ?? 0);
    }
  }
  return samples.flatMap(({ labels, value }) => {
    const fast = buckets.get(seriesKey(labels));
    if (labels["__name__"] !== `${duration}_count` || fast === undefined) return [];
    const all = value ?? 0;
    return [{ labels, all, bad: Math.max(0, all - fast) }];
  });
}

function attributed(
  counted: readonly Counted[],
  sides: Sides,
): Pick<MetricCounters, "all" | "bad" | "unattributed"> {
  const all: CounterSample[] = [];
  const bad: CounterSample[] = [];
  const unattributed: CounterSample[] = [];
  for (const one of counted) {
    const series = seriesKey(one.labels);
    const version = versionOf(one.labels, sides);
    if (version === undefined) {
      if (!isKnown(one.labels) && one.bad > 0) {
        unattributed.push({ series, version: "stable", value: one.bad });
      }
      continue;
    }
    all.push({ series, version, value: one.all });
    bad.push({ series, version, value: one.bad });
  }
  return { all, bad, unattributed };
}

function isKnown(labels: Labels): boolean {
  const workload = labels["destination_workload"];
  return workload !== undefined && workload !== "" && workload !== "unknown";
}

/** Which version the request went to: by the workload that answered, by the Service it was sent to, by the version. */
function versionOf(labels: Labels, { canary, stable }: Sides): CounterSample["version"] | undefined {
  const pick = (isOf: (side: Side) => boolean) =>
    isOf(canary) === isOf(stable) ? undefined : isOf(canary) ? "canary" : "stable";
  const workload = labels["destination_workload"] ?? "";
  const service = labels["destination_service_name"] ?? "";
  const versions = [labels["destination_canonical_revision"], labels["destination_version"]];
  return (
    pick(({ workloads }) => workloads.includes(workload)) ??
    pick(({ backend }) => backend === service) ??
    (isKnown(labels) ? pick((side) => versions.some((one) => side.versions.includes(one ?? ""))) : undefined)
  );
}

const notOfSeries = new Set(["__name__", "le"]);

/** Equal for all counters that one proxy keeps of the same requests, whatever their name and bucket. */
export function seriesKey(labels: Labels): string {
  return Object.entries(labels)
    .filter(([name]) => !notOfSeries.has(name))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/** What grew between two looks. Series that were away in between are not counted: nobody knows when they grew. */
export function grown(
  before: MetricCounters,
  after: MetricCounters,
  everSeen: ReadonlySet<string>,
): { readonly interval: CountInterval; readonly unattributed: number } {
  const wasThere = new Set([...before.all, ...before.unattributed].map(({ series }) => series));
  const countable = ({ series }: CounterSample) => wasThere.has(series) || !everSeen.has(series);
  const only = (look: MetricCounters): CounterLook => ({
    atMs: look.atMs,
    all: look.all.filter(countable),
    bad: look.bad.filter(countable),
  });
  const lost = (look: MetricCounters): CounterLook => ({
    atMs: look.atMs,
    all: look.unattributed.filter(countable),
    bad: [],
  });
  return {
    interval: counterDelta(only(before), only(after)),
    unattributed: counterDelta(lost(before), lost(after)).stableRequests,
  };
}

import type { LocatedEdge } from "@/lib/causes/derive/locate-edge";
import { rowLabels, rowsOfEdge, trafficRows } from "@/lib/causes/derive/traffic-rows";
import type { TrafficEvidence } from "@/lib/causes/evidence";
import type { PromQuery } from "@/lib/telemetry/prom-query";
import { defaultScrapeMs, instantWindowMs, promDuration } from "@/lib/telemetry/rate-window";
import type { Sample } from "@/lib/telemetry/series";
import type { TimeSpan } from "@/lib/time-range";
import type { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { ClusterSources } from "@/server/ports";

type Key = "edge" | "tcp" | "inbound" | "outbound" | "p50" | "p99" | "usual";

/** Usual latency is that of the hour before the range. */
const usualWindow = "1h";

/** Requests of the edge by code and flag, and what its destination does: at most seven queries, whatever the mesh. */
export async function readTraffic(
  gathering: Gathering,
  sources: ClusterSources,
  edge: LocatedEdge,
  span: TimeSpan,
  signal: AbortSignal,
): Promise<TrafficEvidence | undefined> {
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs ?? defaultScrapeMs);
  const queries = trafficQueries(edge, promDuration(windowMs));
  if (queries.length === 0) return undefined;
  const answers = await askInstant<Key>(gathering, sources.metrics, queries, span.endMs, signal);
  if (answers.edge === undefined) return undefined;
  const rows = trafficRows([...answers.edge, ...(answers.tcp ?? [])]);
  const { caller, host, workloads } = edge;
  const ends = {
    ...(caller === undefined ? {} : { source: `${caller.party.namespace}/${caller.party.name}` }),
    ...(host === undefined ? {} : { host }),
    workloads: workloads.map(({ party }) => `${party.namespace}/${party.name}`),
    publicHosts: edge.publicHosts,
  };
  const p50 = single(answers.p50);
  const p99 = single(answers.p99);
  const usual = single(answers.usual);
  return {
    edge: rowsOfEdge(rows, ends),
    ...(answers.inbound === undefined ? {} : { inbound: trafficRows(answers.inbound) }),
    ...(answers.outbound === undefined ? {} : { outbound: trafficRows(answers.outbound) }),
    ...(p50 === undefined ? {} : { latencyMsP50: p50 }),
    ...(p99 === undefined ? {} : { latencyMsP99: p99 }),
    ...(usual === undefined ? {} : { usualLatencyMsP99: usual }),
  };
}

function single(samples: readonly Sample[] | undefined): number | undefined {
  return samples?.[0]?.value ?? undefined;
}

/** Text inside a PromQL string. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A regular expression that matches exactly these names. */
function oneOf(names: readonly string[]): string {
  return quoted([...new Set(names)].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"));
}

function trafficQueries(edge: LocatedEdge, window: string): readonly PromQuery<Key>[] {
  const { caller, host, workloads } = edge;
  const behind = workloads.map(({ party }) => party);
  const called = host === undefined ? undefined : `destination_service=${quoted(host)}`;
  const of =
    caller === undefined
      ? called
      : `source_workload_namespace=${quoted(caller.party.namespace)},source_workload=${quoted(caller.party.name)}`;
  if (of === undefined) return [];
  const sum = (metric: string, selector: string) =>
    `sum by (${rowLabels}) (rate(${metric}{${selector}}[${window}]))`;
  const names = oneOf(behind.map(({ name }) => name));
  const namespaces = oneOf(behind.map(({ namespace }) => namespace));
  const inbound = `reporter=~"destination|waypoint",destination_workload_namespace=~${namespaces},destination_workload=~${names}`;
  const outbound = `reporter="source",source_workload_namespace=~${namespaces},source_workload=~${names}`;
  // Requests that the caller gave up on end early: they would make the destination look fast.
  // A destination without a proxy reports nothing: then the time that its callers wait for answers which nobody cut.
  const reports = behind.some(({ dataplane }) => dataplane !== "none") || called === undefined;
  const answered = reports
    ? `istio_request_duration_milliseconds_bucket{${inbound},response_code!="0"}`
    : `istio_request_duration_milliseconds_bucket{reporter="source",${called},response_code!="0",response_flags="-"}`;
  const quantile = (ratio: number, range: string) =>
    `histogram_quantile(${ratio}, sum by (le) (rate(${answered}${range})))`;
  return [
    {
      key: "edge",
      promql: sum("istio_requests_total", of),
      purpose: "requests of the caller by code and flag",
    },
    {
      key: "tcp",
      promql: sum("istio_tcp_connections_closed_total", of),
      purpose: "TCP connections of the caller by flag",
    },
    ...(behind.length === 0
      ? []
      : ([
          {
            key: "inbound",
            promql: sum("istio_requests_total", inbound),
            purpose: "requests to the destination from all callers",
          },
          {
            key: "outbound",
            promql: sum("istio_requests_total", outbound),
            purpose: "requests that the destination makes itself",
          },
          { key: "p50", promql: quantile(0.5, `[${window}]`), purpose: "the destination's median latency" },
          { key: "p99", promql: quantile(0.99, `[${window}]`), purpose: "the destination's latency" },
          {
            key: "usual",
            promql: quantile(0.99, `[${usualWindow}] offset ${window}`),
            purpose: "the destination's latency in the hour before",
          },
        ] satisfies readonly PromQuery<Key>[])),
  ];
}

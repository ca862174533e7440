import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import { directionSelectors } from "@/lib/telemetry/istio/signal-queries";
import type { SignalDirection } from "@/lib/telemetry/istio/signal-subject";
import { oneOf, rateOfAny, type Matcher, type Selector } from "@/lib/telemetry/istio/selector";
import type { TrafficSubject } from "@/lib/telemetry/istio/scope-selectors";

export type ChartQueryKey =
  | "requests"
  | "latencyMsP50"
  | "latencyMsP95"
  | "latencyMsP99"
  | "requestBytes"
  | "responseBytes"
  | "tcpSent"
  | "tcpReceived";

/** What the charts are of: a service, workload, version of a service, namespace, or one edge between two of them. */
export type ChartTarget =
  | {
      readonly kind: "subject";
      readonly direction: SignalDirection;
      readonly subject: TrafficSubject;
      readonly version?: string;
    }
  | {
      readonly kind: "namespace";
      readonly direction: SignalDirection;
      readonly namespaces: readonly string[];
    }
  | { readonly kind: "edge"; readonly selector: Selector };

function targetSelectors(target: ChartTarget): readonly Selector[] {
  switch (target.kind) {
    case "edge":
      return [target.selector];
    case "namespace":
      return directionSelectors({ namespaces: target.namespaces }, target.direction);
    case "subject": {
      const selectors = directionSelectors({ namespaces: [], around: target.subject }, target.direction);
      if (target.version === undefined) return selectors;
      const side = target.direction === "inbound" ? "destination" : "source";
      const version: Matcher = oneOf(`${side}_canonical_revision`, [target.version]);
      return selectors.map((selector) => [...selector, version]);
    }
  }
}

export type ChartRequest = {
  readonly target: ChartTarget;
  /** See `rateWindowMs`: at least the step. */
  readonly windowMs: number;
  /** Leave out what a page does not draw; all by default. */
  readonly keys?: readonly ChartQueryKey[];
};

/**
 * The range queries for a target's charts, at most eight: every reporter apart, so that `chartsFromSeries` can choose.
 * Requests by class and the error ratio come from the one query "requests". Sizes are means: bytes per request.
 */
export function chartQueries(request: ChartRequest): readonly PromQuery<ChartQueryKey>[] {
  const selectors = targetSelectors(request.target);
  const window = promDuration(request.windowMs);
  const sum = (labels: string, metric: string): string =>
    `sum by (${labels}) (${rateOfAny(metric, selectors, window)})`;
  const quantile = (q: number): string =>
    `histogram_quantile(${q}, ${sum("le,reporter", "istio_request_duration_milliseconds_bucket")})`;
  const mean = (metric: string): string =>
    `${sum("reporter", `${metric}_sum`)} / ${sum("reporter", `${metric}_count`)}`;
  const all: readonly PromQuery<ChartQueryKey>[] = [
    {
      key: "requests",
      promql: sum("reporter,request_protocol,response_code,grpc_response_status", "istio_requests_total"),
      purpose: "requests by response class over time",
    },
    { key: "latencyMsP50", promql: quantile(0.5), purpose: "median latency over time" },
    { key: "latencyMsP95", promql: quantile(0.95), purpose: "95th percentile latency over time" },
    { key: "latencyMsP99", promql: quantile(0.99), purpose: "99th percentile latency over time" },
    { key: "requestBytes", promql: mean("istio_request_bytes"), purpose: "mean request size over time" },
    { key: "responseBytes", promql: mean("istio_response_bytes"), purpose: "mean response size over time" },
    {
      key: "tcpSent",
      promql: sum("reporter", "istio_tcp_sent_bytes_total"),
      purpose: "TCP bytes sent over time",
    },
    {
      key: "tcpReceived",
      promql: sum("reporter", "istio_tcp_received_bytes_total"),
      purpose: "TCP bytes received over time",
    },
  ];
  const keys = request.keys;
  return keys === undefined ? all : all.filter((query) => keys.includes(query.key));
}

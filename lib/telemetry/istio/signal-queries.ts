import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import {
  inboundSelectors,
  outboundSelectors,
  type TrafficScope,
} from "@/lib/telemetry/istio/scope-selectors";
import { oneOf, rateOfAny, type Selector } from "@/lib/telemetry/istio/selector";
import {
  subjectLabels,
  type SignalDirection,
  type SignalSubjectKind,
} from "@/lib/telemetry/istio/signal-subject";

export type SignalQueryKey = "requests" | "latencyMsP50" | "latencyMsP95" | "latencyMsP99" | "tcpBytes";

export type SignalRequest = {
  readonly kind: SignalSubjectKind;
  readonly direction: SignalDirection;
  readonly scope: TrafficScope;
  readonly windowMs: number;
};

/** Selectors for one direction of a scope; `scopeSelectors` is its twin for both directions. */
export function directionSelectors(scope: TrafficScope, direction: SignalDirection): readonly Selector[] {
  if (scope.around !== undefined) {
    return direction === "inbound" ? inboundSelectors(scope.around) : outboundSelectors(scope.around);
  }
  if (scope.namespaces.length === 0) return [[]];
  const labels =
    direction === "inbound"
      ? ["destination_service_namespace", "destination_workload_namespace"]
      : ["source_workload_namespace"];
  return labels.map((label) => [oneOf(label, scope.namespaces)]);
}

/**
 * The queries for the golden signals of every subject of a kind in a scope: always five, whatever the number of
 * namespaces. Instant queries at the end of the window; feed the answers to `goldenSignalsFromSamples`.
 */
export function signalsQueries(request: SignalRequest): readonly PromQuery<SignalQueryKey>[] {
  const { kind, direction, windowMs } = request;
  const selectors = directionSelectors(request.scope, direction);
  const window = promDuration(windowMs);
  const subject = subjectLabels(kind, direction).join(",");
  // The serving workload is grouped by so that each one's own reporter can be chosen: with and without a sidecar.
  const requestLabels = [
    ...new Set([
      "reporter",
      ...subjectLabels(kind, direction),
      "destination_workload_namespace",
      "destination_workload",
      "request_protocol",
      "response_code",
      "grpc_response_status",
    ]),
  ].join(",");
  const sum = (labels: string, metric: string): string =>
    `sum by (${labels}) (${rateOfAny(metric, selectors, window)})`;
  const quantile = (q: number): string =>
    `histogram_quantile(${q}, ${sum(`le,reporter,${subject}`, "istio_request_duration_milliseconds_bucket")})`;
  const tcp = (metric: string): string => `(${sum(`reporter,${subject}`, metric)})`;
  return [
    {
      key: "requests",
      promql: sum(requestLabels, "istio_requests_total"),
      purpose: `request rates by ${kind}`,
    },
    { key: "latencyMsP50", promql: quantile(0.5), purpose: `median latency by ${kind}` },
    { key: "latencyMsP95", promql: quantile(0.95), purpose: `95th percentile latency by ${kind}` },
    { key: "latencyMsP99", promql: quantile(0.99), purpose: `99th percentile latency by ${kind}` },
    {
      key: "tcpBytes",
      promql: `${tcp("istio_tcp_sent_bytes_total")} + ${tcp("istio_tcp_received_bytes_total")}`,
      purpose: `TCP throughput by ${kind}`,
    },
  ];
}

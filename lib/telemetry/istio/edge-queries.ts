import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import { peerLabels } from "@/lib/telemetry/istio/labels";
import { scopeSelectors, type TrafficScope } from "@/lib/telemetry/istio/scope-selectors";
import { rateOfAny } from "@/lib/telemetry/istio/selector";

export type EdgeQueryKey =
  | "requests"
  | "latencyMsP50"
  | "latencyMsP95"
  | "latencyMsP99"
  | "tcpSent"
  | "tcpReceived"
  | "tcpOpened";

const peers = peerLabels.join(",");
/** Codes, flags and the security policy ride on one query: every further one costs Prometheus the same scan again. */
const requestLabels = `${peers},request_protocol,response_code,grpc_response_status,response_flags,connection_security_policy`;
const tcpLabels = `${peers},connection_security_policy`;

/**
 * The queries for all edges of a scope over a window of `windowMs`: always seven, whatever the number of namespaces.
 * Instant queries at the end of the window. Feed the answers to `edgesFromSamples`. With `idle`, edges whose counters
 * stood still over the window are kept, with a measured rate of 0.
 */
export function edgeQueries(
  scope: TrafficScope,
  windowMs: number,
  idle = false,
): readonly PromQuery<EdgeQueryKey>[] {
  const selectors = scopeSelectors(scope);
  const window = promDuration(windowMs);
  const sum = (labels: string, metric: string): string =>
    `sum by (${labels}) (${rateOfAny(metric, selectors, window)})`;
  const moving = (promql: string): string => (idle ? promql : `${promql} > 0`);
  const quantile = (q: number): string =>
    `histogram_quantile(${q}, ${sum(`le,${peers},request_protocol`, "istio_request_duration_milliseconds_bucket")})`;
  return [
    {
      key: "requests",
      promql: moving(sum(requestLabels, "istio_requests_total")),
      purpose: "request rates and security policy of edges",
    },
    { key: "latencyMsP50", promql: quantile(0.5), purpose: "median latency of edges" },
    { key: "latencyMsP95", promql: quantile(0.95), purpose: "95th percentile latency of edges" },
    { key: "latencyMsP99", promql: quantile(0.99), purpose: "99th percentile latency of edges" },
    {
      key: "tcpSent",
      promql: moving(sum(tcpLabels, "istio_tcp_sent_bytes_total")),
      purpose: "TCP bytes sent on edges",
    },
    {
      key: "tcpReceived",
      promql: moving(sum(tcpLabels, "istio_tcp_received_bytes_total")),
      purpose: "TCP bytes received on edges",
    },
    {
      key: "tcpOpened",
      promql: moving(sum(tcpLabels, "istio_tcp_connections_opened_total")),
      purpose: "TCP connections opened on edges",
    },
  ];
}

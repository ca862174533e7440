import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import { scopeSelectors, type TrafficScope } from "@/lib/telemetry/istio/scope-selectors";
import { rateOfAny, type Matcher, type Selector } from "@/lib/telemetry/istio/selector";

export type FailureQueryKey = "failing" | "totals" | "tcp";

/** Labels that name who called what, by whose word. */
const callLabels = "reporter,source_workload,source_workload_namespace,destination_service";
/** Rows that a person can look through; the most frequent ones of a mesh where everything fails. */
const mostRows = 200;

const failedCode: Matcher = { label: "response_code", op: "=~", value: "[45]..|0" };
const otherCode: Matcher = { label: "response_code", op: "!~", value: "[45]..|0" };
const failedGrpc: Matcher = { label: "grpc_response_status", op: "!~", value: "|0" };
/** A status of success beside a flag that says that the answer was cut. */
const cut: Matcher = { label: "response_flags", op: "!~", value: "|-|DC|DR|DI|RFCF" };
const flagged: Matcher = { label: "response_flags", op: "!~", value: "|-" };

/**
 * The queries for every kind of failing answer in a scope over a window of `windowMs`, the `mostRows` most frequent:
 * requests and TCP connections each second by `labels`, and all requests of the calls that have failing ones, by caller
 * and host. Always three, whatever the size of the mesh.
 */
export function failureQueries(
  scope: TrafficScope,
  windowMs: number,
  labels: string,
): readonly PromQuery<FailureQueryKey>[] {
  const window = promDuration(windowMs);
  const places = scopeSelectors(scope);
  const and = (...matchers: readonly Matcher[]): readonly Selector[] =>
    places.map((place) => [...place, ...matchers]);
  const failing = [...and(failedCode), ...and(otherCode, failedGrpc), ...and(otherCode, cut)];
  const requests = (by: string, selectors: readonly Selector[]) =>
    `sum by (${by}) (${rateOfAny("istio_requests_total", selectors, window)}) > 0`;
  const closed = `sum by (${labels}) (${rateOfAny("istio_tcp_connections_closed_total", and(flagged), window)})`;
  return [
    {
      key: "failing",
      promql: `topk(${mostRows}, ${requests(labels, failing)})`,
      purpose: "failing requests by code and flag",
    },
    {
      key: "totals",
      promql: `(${requests(callLabels, places)}) and on (${callLabels}) (${requests(callLabels, failing)})`,
      purpose: "all requests of the calls that fail",
    },
    {
      key: "tcp",
      promql: `topk(${mostRows}, ${closed} > 0)`,
      purpose: "TCP connections that ended with a flag",
    },
  ];
}

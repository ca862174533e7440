import type { PromQuery } from "@/lib/telemetry/prom-query";
import { oneOf, printSelector, type Selector } from "@/lib/telemetry/istio/selector";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { ServiceName } from "@/lib/routing/snapshot";

export type CallerName = {
  readonly namespace: string;
  readonly workload: string;
  readonly isGateway: boolean;
};

/** What is asked of the metrics at one instant; each answer is raw counters by series, never a rate. */
export type CounterKey = "target" | "callers" | `target_under/${number}` | `callers_under/${number}`;

const requests = "istio_requests_total";
const duration = "istio_request_duration_milliseconds";

/** Requests that callers' proxies sent to the service; a fault is counted nowhere else. */
function targetSelector({ namespace, name }: ServiceName): Selector {
  return [
    { label: "reporter", op: "=", value: "source" },
    { label: "destination_service_namespace", op: "=", value: namespace },
    { label: "destination_service_name", op: "=", value: name },
  ];
}

/** Requests that the callers answered; a gateway's clients are outside, so its own requests stand for its answers. */
function callerSelectors(callers: readonly CallerName[], target: ServiceName): readonly Selector[] {
  const inside = callers.filter(({ isGateway }) => !isGateway);
  const gateways = callers.filter(({ isGateway }) => isGateway);
  const namespaces = [...new Set(inside.map(({ namespace }) => namespace))].toSorted();
  return [
    ...namespaces.map((namespace): Selector => [
      { label: "reporter", op: "=", value: "destination" },
      { label: "destination_workload_namespace", op: "=", value: namespace },
      oneOf(
        "destination_workload",
        inside.filter((one) => one.namespace === namespace).map(({ workload }) => workload),
      ),
    ]),
    ...gateways.map(({ namespace, workload }): Selector => [
      ...targetSelector(target),
      { label: "source_workload_namespace", op: "=", value: namespace },
      { label: "source_workload", op: "=", value: workload },
    ]),
  ];
}

/** Envoy writes the edge as a whole number, other exporters as a decimal one. */
function underEdge(selector: Selector, edgeMs: number): Selector {
  const edge = String(edgeMs).replaceAll(".", "\\.");
  return [...selector, { label: "le", op: "=~", value: `${edge}(\\.0)?` }];
}

const union = (metric: string, selectors: readonly Selector[]) =>
  selectors.map((selector) => printSelector(metric, selector)).join(" or ");

/** The queries that the conditions of a plan need, and the one that counts the hits. */
export function counterQueries(
  target: ServiceName,
  callers: readonly CallerName[],
  conditions: readonly ExperimentCondition[],
): readonly PromQuery<CounterKey>[] {
  const own = targetSelector(target);
  const others = callerSelectors(callers, target);
  const wantsCallers = conditions.some((one) => one.kind !== "promql" && one.of === "callers");
  const queries: PromQuery<CounterKey>[] = [
    { key: "target", promql: printSelector(requests, own), purpose: "requests to the service, and faults" },
  ];
  if (wantsCallers && others.length > 0) {
    queries.push({ key: "callers", promql: union(requests, others), purpose: "answers of its callers" });
  }
  for (const condition of conditions) {
    if (condition.kind !== "latency") continue;
    const { of, edgeMs } = condition;
    const selectors = of === "target" ? [own] : others;
    if (selectors.length === 0 || queries.some(({ key }) => key === `${of}_under/${edgeMs}`)) continue;
    queries.push({
      key: `${of}_under/${edgeMs}`,
      promql: union(
        `${duration}_bucket`,
        selectors.map((selector) => underEdge(selector, edgeMs)),
      ),
      purpose: `requests faster than ${edgeMs} ms`,
    });
  }
  return queries;
}

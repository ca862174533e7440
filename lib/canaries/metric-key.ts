type KeyedMetric =
  | { readonly kind: "success" }
  | { readonly kind: "latency"; readonly edgeMs: number }
  | { readonly kind: "promql"; readonly name: string };

/** A name for a metric that stays: `success`, `latency:250`, `promql:checkout errors`. */
export function metricKey(metric: KeyedMetric): string {
  if (metric.kind === "success") return "success";
  return metric.kind === "latency" ? `latency:${metric.edgeMs}` : `promql:${metric.name}`;
}

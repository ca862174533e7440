import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import { oneOf, printSelector } from "@/lib/telemetry/istio/selector";
import type { Sample } from "@/lib/telemetry/series";

/**
 * CPU in use over CPU limit, by pod. Needs cAdvisor and kube-state-metrics; where they are missing the answer is
 * empty, which is unknown. Containers without a limit cannot be saturated by it and are left out.
 */
export function saturationQuery(namespaces: readonly string[], windowMs: number): PromQuery<"saturation"> {
  const scope = namespaces.length === 0 ? [] : [oneOf("namespace", namespaces)];
  const usage = printSelector("container_cpu_usage_seconds_total", [
    { label: "container", op: "!=", value: "" },
    ...scope,
  ]);
  const limits = printSelector("kube_pod_container_resource_limits", [
    { label: "resource", op: "=", value: "cpu" },
    ...scope,
  ]);
  const used = `sum by (namespace,pod) (rate(${usage}[${promDuration(windowMs)}]))`;
  return {
    key: "saturation",
    promql: `${used} / sum by (namespace,pod) (${limits})`,
    purpose: "CPU saturation by pod",
  };
}

/** Mean saturation (0 to 1, may exceed 1 while a limit is being throttled) of the pods of each `namespace/workload`. */
export function saturationByWorkload(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { total: number; pods: number }>();
  for (const { labels, value } of samples) {
    const { namespace, pod } = labels;
    if (namespace === undefined || pod === undefined || value === null) continue;
    const key = `${namespace}/${workloadFromPodName(pod)}`;
    const sum = sums.get(key) ?? { total: 0, pods: 0 };
    sums.set(key, { total: sum.total + value, pods: sum.pods + 1 });
  }
  return new Map([...sums].map(([key, sum]) => [key, sum.total / sum.pods]));
}

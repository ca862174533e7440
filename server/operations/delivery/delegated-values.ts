import type { DelegatedMetric, DelegatedRollout } from "@/lib/delivery/delegated";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

const text = (value: string) => JSON.stringify(value);

/**
 * Flagger keeps the measured values in no object: its own gauge has the last ones, where Prometheus scrapes it. A
 * Prometheus that is silent, or has no such gauge, leaves the values out.
 */
export async function withFlaggerValues(
  ctx: OperationContext,
  sources: ClusterSources,
  rollout: DelegatedRollout,
  gathering: Gathering,
): Promise<DelegatedRollout> {
  const { metrics } = rollout.analysis;
  if (metrics.length === 0) return rollout;
  const { namespace, name } = rollout.ref;
  const target = rollout.targetRef?.name ?? name;
  // Flagger labels it with the workload; its namespace is the scrape's own label in some installations.
  const promql = `flagger_canary_metric_analysis{name=~${text(`${name}|${target}`)}}`;
  const samples = await gathering.take(
    "last values of the analysis",
    sources.metrics.query(promql, ctx.nowMs(), {
      purpose: "last values of Flagger's analysis",
      signal: ctx.signal,
    }),
  );
  const own = (samples ?? []).filter(
    ({ labels }) => (labels["exported_namespace"] ?? labels["namespace"] ?? namespace) === namespace,
  );
  const valued = metrics.map((metric): DelegatedMetric => {
    const found = own.find(({ labels }) => labels["metric"] === metric.name);
    const value = found?.value;
    if (value === undefined || value === null) return metric;
    return { ...metric, values: [{ value: String(value), number: value, ...verdict(metric, value) }] };
  });
  return { ...rollout, analysis: { ...rollout.analysis, metrics: valued } };
}

/** Flagger's own rule: inside the range, both ends included. */
function verdict({ min, max }: DelegatedMetric, value: number): { readonly phase?: string } {
  if (min === undefined && max === undefined) return {};
  const isGood = (min === undefined || value >= min) && (max === undefined || value <= max);
  return { phase: isGood ? "Successful" : "Failed" };
}

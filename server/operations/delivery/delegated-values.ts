import type { DelegatedMetric, DelegatedRollout } from "@/lib/delivery/delegated";
import { flaggerQuery } from "@/lib/delivery/flagger-query";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

const text = (value: string) => JSON.stringify(value);

/**
 * Flagger keeps the measured values in no object. Its own gauge has the last ones, where Prometheus scrapes it; else its
 * built-in queries are asked again now. A silent Prometheus leaves the values out.
 */
export async function withFlaggerValues(
  ctx: OperationContext,
  sources: ClusterSources,
  rollout: DelegatedRollout,
  gathering: Gathering,
): Promise<DelegatedRollout> {
  const { metrics } = rollout.analysis;
  if (metrics.length === 0) return rollout;
  const query = async (promql: string, purpose: string) => {
    const reading = sources.metrics.query(promql, ctx.nowMs(), { purpose, signal: ctx.signal });
    return (await gathering.take(purpose, reading)) ?? [];
  };
  const { namespace, name } = rollout.ref;
  const target = rollout.targetRef?.name ?? name;
  // Flagger labels it with the workload; its namespace is the scrape's own label in some installations.
  const gauge = `flagger_canary_metric_analysis{name=~${text(`${name}|${target}`)}}`;
  const own = (await query(gauge, "last values of Flagger's analysis")).filter(
    ({ labels }) => (labels["exported_namespace"] ?? labels["namespace"] ?? namespace) === namespace,
  );
  const valued = await Promise.all(
    metrics.map(async (metric) => {
      const noted = own.find(({ labels }) => labels["metric"] === metric.name)?.value;
      if (typeof noted === "number") return withValue(metric, noted);
      const promql = flaggerQuery(rollout, metric);
      if (promql === undefined) return metric;
      // Of several series Flagger takes the last.
      const value = (await query(promql, `Flagger's ${metric.name} now`)).at(-1)?.value;
      return typeof value === "number" && !Number.isNaN(value)
        ? withValue({ ...metric, query: promql }, value)
        : { ...metric, query: promql };
    }),
  );
  return { ...rollout, analysis: { ...rollout.analysis, metrics: valued } };
}

/** Flagger's own rule: inside the range, both ends included. */
function withValue(metric: DelegatedMetric, value: number): DelegatedMetric {
  const { min, max } = metric;
  const isGood = (min === undefined || value >= min) && (max === undefined || value <= max);
  const phase = min === undefined && max === undefined ? {} : { phase: isGood ? "Successful" : "Failed" };
  const rounded = Number(value.toFixed(4));
  return { ...metric, values: [{ value: String(rounded), number: rounded, ...phase }] };
}

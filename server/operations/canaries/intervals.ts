import { phrase } from "@/lib/phrase";
import { evidenceSeries } from "@/lib/canaries/evidence-series";
import { intervalsOf } from "@/lib/canaries/step-verdict";
import type { CountInterval } from "@/lib/canaries/interval";
import { metricKey } from "@/lib/canaries/metric-key";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { readCanaryRun } from "@/server/operations/canaries/stored-run";
import type { OperationContext } from "@/server/ports";

/** One look at one metric; counts are of this look, the e-values of all looks until then. */
export type CanaryInterval = CountInterval & {
  readonly atMs: number;
  /** Index of the step; -1 is the mirror. */
  readonly step: number;
  /** The canary's share of the requests; absent without any. */
  readonly share?: number;
  readonly rollbackE?: number;
  readonly promotionE?: number;
};

/** Every look at one metric of a canary, oldest first. Throws not_found for a run or a metric that is not there. */
export async function readCanaryIntervals(
  ctx: OperationContext,
  { runId, metric }: { readonly runId: string; readonly metric: string },
): Promise<Sourced<{ readonly intervals: readonly CanaryInterval[] }>> {
  const run = await readCanaryRun(ctx, runId);
  const keys = run.body.plan.metrics.map(metricKey);
  if (!keys.includes(metric)) {
    throw new ConsoleError("not_found", phrase("run_without_metric", { metric }), {
      hint: phrase("run_metrics", { names: keys.join(", ") }),
      details: { field: "metric" },
    });
  }
  const after = new Map(evidenceSeries(run).points.map((point) => [point.atMs, point.metrics[metric]]));
  const intervals = intervalsOf(run.body.evidence, metric).map((interval) => {
    const all = interval.canaryRequests + interval.stableRequests;
    const point = after.get(interval.atMs);
    return {
      ...interval,
      ...(all > 0 ? { share: interval.canaryRequests / all } : {}),
      ...(point === undefined ? {} : { rollbackE: point.rollbackE, promotionE: point.promotionE }),
    };
  });
  return { data: { intervals }, warnings: [], evidence: [] };
}

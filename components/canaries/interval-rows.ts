import type { CanaryView } from "./canary-view";

type Metric = CanaryView["evidence"][number];
type Point = CanaryView["series"]["points"][number];

/** One look at one metric; counts are of this look, the e-values of all looks until then. */
export type IntervalRow = {
  readonly atMs: number;
  readonly step: number;
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryBad: number;
  readonly stableBad: number;
  /** The canary's share of the requests; absent without any. */
  readonly share?: number;
  readonly rollbackE?: number;
  readonly promotionE?: number;
};

/** The looks of a metric, each with the evidence that stood after it. */
export function intervalRows(metric: Metric, points: readonly Point[]): readonly IntervalRow[] {
  const after = new Map(points.map((point) => [point.atMs, point.metrics[metric.key]]));
  return metric.intervals.map((interval) => {
    const { canaryRequests, stableRequests } = interval;
    const all = canaryRequests + stableRequests;
    const point = after.get(interval.atMs);
    return {
      ...interval,
      ...(all > 0 ? { share: canaryRequests / all } : {}),
      ...(point === undefined ? {} : { rollbackE: point.rollbackE, promotionE: point.promotionE }),
    };
  });
}

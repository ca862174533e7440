import { directionSelectors } from "@/lib/telemetry/istio/signal-queries";
import { reporterFromLabels } from "@/lib/telemetry/istio/labels";
import { rateOfAny } from "@/lib/telemetry/istio/selector";
import type { TrafficSubject } from "@/lib/telemetry/istio/scope-selectors";
import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import type { SeriesSet } from "@/lib/telemetry/series";

export const breakdownDimensions = ["source", "workload", "version", "code"] as const;
export type BreakdownDimension = (typeof breakdownDimensions)[number];

const labelOf: Readonly<Record<BreakdownDimension, string>> = {
  source: "source_workload",
  workload: "destination_workload",
  version: "destination_canonical_revision",
  code: "response_code",
};

/** Requests/s that arrive at `subject`, one line per value of the dimension and reporter: one range query. */
export function breakdownQuery(
  subject: TrafficSubject,
  dimension: BreakdownDimension,
  windowMs: number,
): PromQuery<"requests"> {
  const selectors = directionSelectors({ namespaces: [], around: subject }, "inbound");
  const promql = `sum by (reporter,${labelOf[dimension]}) (${rateOfAny("istio_requests_total", selectors, promDuration(windowMs))})`;
  return { key: "requests", promql, purpose: `requests by ${dimension} over time` };
}

export type BreakdownLine = { readonly name: string; readonly values: readonly (number | null)[] };

/**
 * Lines of the busiest `limit` values, busiest first, with how many there were. One reporter for all lines: the
 * server's when it reported, else the caller's; so failures that reached no server are not in them.
 */
export function breakdownLines(
  set: SeriesSet | undefined,
  dimension: BreakdownDimension,
  limit = 12,
): { readonly lines: readonly BreakdownLine[]; readonly total: number } {
  const order = ["destination", "waypoint", "source"] as const;
  const series = set?.series ?? [];
  const reporter = order.find((each) => series.some((line) => reporterFromLabels(line.labels) === each));
  const lines = series
    .filter((line) => reporterFromLabels(line.labels) === reporter)
    .map((line) => ({
      name: line.labels[labelOf[dimension]] ?? "unknown",
      values: line.values,
      sum: line.values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    }))
    .filter((line) => line.sum > 0)
    .toSorted((a, b) => b.sum - a.sum);
  return { lines: lines.slice(0, limit).map(({ name, values }) => ({ name, values })), total: lines.length };
}

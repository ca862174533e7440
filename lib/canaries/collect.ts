import { withBody, type Draft } from "@/lib/canaries/draft";
import type { CountInterval } from "@/lib/canaries/interval";
import { lookWindow } from "@/lib/canaries/look-window";
import { metricKey } from "@/lib/canaries/metric-key";
import type { CountsLook, MetricLook } from "@/lib/canaries/observation";
import type { StoredEvidence } from "@/lib/canaries/run";
import { stageIndex, stageWeightPercent } from "@/lib/canaries/stages";

/** A run keeps so many intervals of a metric; beyond, the older half is joined two by two. */
export const mostIntervals = 1000;

/** The run with what this look counted, or with how long there has been nothing to count. */
export function collect(draft: Draft, counts: CountsLook, nowMs: number): Draft {
  const { run } = draft;
  const { stage } = run.body;
  if (counts.state === "not_asked" || stage === undefined || run.state === "reverting") return draft;
  if (counts.state === "unknown") return withoutData(draft, "metrics_unavailable", nowMs);
  // A look that is older than what was counted since would count twice.
  const window = lookWindow(run, counts.toMs, run.body.scrapeMs ?? 0);
  if (window === undefined || window.fromMs !== counts.fromMs || counts.toMs > nowMs) return draft;
  const looks = run.body.plan.metrics.map((metric) => lookOf(counts.metrics, metricKey(metric)));
  const counted = withBody(draft, {
    lastLookMs: counts.toMs,
    evidence: looks.map((look) => added(run.body.evidence, look, counts.toMs, stageIndex(stage))),
  });
  const hasStable = stageWeightPercent(run.body.plan, stage) < 100 || stage.kind === "mirror";
  const isWhole = looks.every(({ interval }) => isComparable(interval, hasStable));
  return isWhole
    ? withBody(counted, { noDataSinceMs: undefined, noDataReason: undefined })
    : withoutData(counted, "no_data", nowMs);
}

function withoutData(draft: Draft, reason: "no_data" | "metrics_unavailable", nowMs: number): Draft {
  const { noDataSinceMs, noDataReason } = draft.run.body;
  if (noDataSinceMs !== undefined && noDataReason === reason) return draft;
  return withBody(draft, { noDataSinceMs: noDataSinceMs ?? nowMs, noDataReason: reason });
}

const isComparable = (interval: CountInterval | undefined, hasStable: boolean) =>
  interval !== undefined && interval.canaryRequests > 0 && (!hasStable || interval.stableRequests > 0);

function lookOf(metrics: readonly MetricLook[], key: string): MetricLook {
  const look = metrics.find((one) => one.key === key);
  if (look?.interval === undefined) return { key, unattributed: amount(look?.unattributed) };
  const { canaryRequests, stableRequests, canaryBad, stableBad } = look.interval;
  const [canary, stable] = [amount(canaryRequests), amount(stableRequests)];
  return {
    key,
    unattributed: amount(look.unattributed),
    interval: {
      canaryRequests: canary,
      stableRequests: stable,
      canaryBad: Math.min(canary, amount(canaryBad)),
      stableBad: Math.min(stable, amount(stableBad)),
    },
  };
}

/** A count: what is no number or below zero counts nothing. */
const amount = (value: number | undefined) =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;

function added(
  evidence: readonly StoredEvidence[],
  { key, interval, unattributed = 0 }: MetricLook,
  atMs: number,
  step: number,
): StoredEvidence {
  const old = evidence.find((one) => one.key === key) ?? { key, intervals: [], unattributed: 0 };
  return {
    key,
    intervals:
      interval === undefined ? old.intervals : joined([...old.intervals, { ...interval, atMs, step }]),
    unattributed: old.unattributed + unattributed,
  };
}

type Interval = StoredEvidence["intervals"][number];

/** No more than `mostIntervals`: neighbours of one step in the older half become one, with the time of the later. */
function joined(intervals: readonly Interval[]): Interval[] {
  if (intervals.length <= mostIntervals) return [...intervals];
  const half = Math.floor(intervals.length / 2);
  return [...pairs(intervals.slice(0, half)), ...intervals.slice(half)];
}

function pairs(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let open: Interval | undefined;
  for (const one of intervals) {
    if (open?.step === one.step) {
      result.push(sumOf(open, one));
      open = undefined;
    } else {
      if (open !== undefined) result.push(open);
      open = one;
    }
  }
  return open === undefined ? result : [...result, open];
}

const sumOf = (left: Interval, right: Interval): Interval => ({
  ...right,
  canaryRequests: left.canaryRequests + right.canaryRequests,
  stableRequests: left.stableRequests + right.stableRequests,
  canaryBad: left.canaryBad + right.canaryBad,
  stableBad: left.stableBad + right.stableBad,
});

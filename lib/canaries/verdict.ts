import { dispersion } from "@/lib/canaries/dispersion";
import { meanEValue, promotionEValue, rollbackEValue } from "@/lib/canaries/e-value";
import { badSplit, totals, type CountInterval } from "@/lib/canaries/interval";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { wilsonRange } from "@/lib/canaries/wilson";

/** What was counted for one metric, look by look. */
export type MetricCounts = { readonly key: string; readonly intervals: readonly CountInterval[] };

/** The evidence of one metric and the numbers behind it. Ratios are shares of bad requests, absent without requests. */
export type MetricEvidence = {
  readonly key: string;
  readonly counts: CountInterval;
  readonly intervals: number;
  readonly canaryRatio?: number;
  readonly stableRatio?: number;
  /** Where the canary's true ratio lies, with 95 % confidence. */
  readonly canaryRange?: { readonly low: number; readonly high: number };
  readonly dispersion: number;
  readonly rollbackE: number;
  readonly promotionE: number;
};

export type VerdictReason =
  | "worse_than_stable"
  | "many_failures"
  | "objective_missed"
  | "not_worse"
  | "objective_met"
  | "too_few_requests"
  | "too_few_intervals"
  | "difference_too_small"
  | "not_enough_evidence"
  | "no_data";

/** `promote` means that this step is passed; `inconclusive` is neither, and has a reason. */
export type Verdict = {
  readonly verdict: "rollback" | "promote" | "inconclusive";
  readonly reason: VerdictReason;
  /** The metric that decided; absent where all of them did. */
  readonly metric?: string;
  /** Evidence over all metrics, against 1/α. */
  readonly rollbackE: number;
  readonly rollbackLimit: number;
  /** The weakest metric's evidence, against 1/β: every metric has to be fine. */
  readonly promotionE: number;
  readonly promotionLimit: number;
  readonly metrics: readonly MetricEvidence[];
};

/** A hard stop needs no statistics: a fifth of at least a hundred requests in one look. */
const hardStop = { badRatio: 0.2, badEvents: 20 } as const;

/** The verdict on everything counted so far. Pure: the same counts give the same verdict, whenever one looks. */
export function judge(counts: readonly MetricCounts[], judgement: CanaryPlan["judgement"]): Verdict {
  const metrics = counts.map(evidenceOf);
  const { alpha, beta, marginRatio } = judgement;
  const withMargin = metrics.map((evidence, index) => ({
    ...evidence,
    promotionE: promotionEValue(
      (counts[index]?.intervals ?? []).flatMap((interval) => badSplit(interval) ?? []),
      marginRatio,
      evidence.dispersion,
    ),
  }));
  const base = {
    rollbackE: meanEValue(withMargin.map(({ rollbackE }) => rollbackE)),
    rollbackLimit: 1 / alpha,
    promotionE: withMargin.length === 0 ? 1 : Math.min(...withMargin.map(({ promotionE }) => promotionE)),
    promotionLimit: 1 / beta,
    metrics: withMargin,
  };
  const failing = counts.find(({ intervals }) => isHardStop(intervals.at(-1)));
  if (failing !== undefined) {
    return { ...base, verdict: "rollback", reason: "many_failures", metric: failing.key };
  }
  return { ...base, ...decide(base, withMargin, judgement) };
}

function evidenceOf({ key, intervals }: MetricCounts): MetricEvidence {
  const counts = totals(intervals);
  const splits = intervals.flatMap((interval) => badSplit(interval) ?? []);
  const phi = dispersion(intervals);
  const range = wilsonRange(counts.canaryBad, counts.canaryRequests);
  return {
    key,
    counts,
    intervals: splits.length,
    ...(counts.canaryRequests > 0 ? { canaryRatio: counts.canaryBad / counts.canaryRequests } : {}),
    ...(counts.stableRequests > 0 ? { stableRatio: counts.stableBad / counts.stableRequests } : {}),
    ...(range === undefined ? {} : { canaryRange: range }),
    dispersion: phi,
    rollbackE: rollbackEValue(splits, phi),
    promotionE: 1,
  };
}

function isHardStop(interval: CountInterval | undefined): boolean {
  if (interval === undefined || interval.canaryRequests <= 0) return false;
  const { canaryBad, canaryRequests, stableBad, stableRequests } = interval;
  const isBad = canaryBad >= hardStop.badEvents && canaryBad / canaryRequests >= hardStop.badRatio;
  // Where the stable version fails as much, it is not the canary that does it.
  const stableRatio = stableRequests > 0 ? stableBad / stableRequests : 0;
  return isBad && canaryBad / canaryRequests >= 2 * stableRatio;
}

type Decision = Pick<Verdict, "verdict" | "reason" | "metric">;

function decide(
  evidence: Pick<Verdict, "rollbackE" | "rollbackLimit" | "promotionE" | "promotionLimit">,
  metrics: readonly MetricEvidence[],
  judgement: CanaryPlan["judgement"],
): Decision {
  const open = (reason: VerdictReason): Decision => ({ verdict: "inconclusive", reason });
  if (metrics.every(({ intervals }) => intervals === 0)) return open("no_data");
  if (evidence.rollbackE >= evidence.rollbackLimit) {
    const worst = metrics.reduce((left, right) => (right.rollbackE > left.rollbackE ? right : left));
    return isWorthIt(worst, judgement)
      ? { verdict: "rollback", reason: "worse_than_stable", metric: worst.key }
      : open("difference_too_small");
  }
  const missed = metrics.find((metric) => missesObjective(metric, judgement));
  if (missed !== undefined) return { verdict: "rollback", reason: "objective_missed", metric: missed.key };
  if (metrics.some(({ intervals }) => intervals < judgement.minIntervals)) return open("too_few_intervals");
  if (metrics.some(({ counts }) => counts.canaryRequests < judgement.minRequests)) {
    return open("too_few_requests");
  }
  if (evidence.promotionE >= evidence.promotionLimit) return { verdict: "promote", reason: "not_worse" };
  // At low rates no comparison gets there in time; an objective that is surely met is enough.
  const isSure = metrics.every((metric) => meetsObjective(metric, judgement));
  return isSure ? { verdict: "promote", reason: "objective_met" } : open("not_enough_evidence");
}

/** Large enough to matter: both as a ratio and in points. */
function isWorthIt(
  metric: MetricEvidence,
  { minRatio, minDifferencePercent }: CanaryPlan["judgement"],
): boolean {
  const { canaryRatio, stableRatio } = metric;
  if (canaryRatio === undefined || stableRatio === undefined) return false;
  const isRatio = stableRatio === 0 ? canaryRatio > 0 : canaryRatio / stableRatio >= minRatio;
  return isRatio && (canaryRatio - stableRatio) * 100 >= minDifferencePercent;
}

/** Surely below the objective: even the best value of the range misses it. */
function missesObjective(metric: MetricEvidence, { objectivePercent }: CanaryPlan["judgement"]): boolean {
  if (objectivePercent === undefined || metric.canaryRange === undefined) return false;
  return metric.canaryRange.low > 1 - objectivePercent / 100;
}

/** Surely within the objective: even the worst value of the range meets it. */
function meetsObjective(metric: MetricEvidence, { objectivePercent }: CanaryPlan["judgement"]): boolean {
  if (objectivePercent === undefined || metric.canaryRange === undefined) return false;
  return metric.canaryRange.high <= 1 - objectivePercent / 100;
}

import { asideShare } from "@/lib/canaries/aside-share";
import { beforeEvidence, keepsLimit, type BeforeEvidence } from "@/lib/canaries/before";
import { meanEValue } from "@/lib/canaries/e-value";
import {
  addInterval,
  evidenceFrom,
  newSums,
  sustainedEValue,
  type EvidenceSums,
} from "@/lib/canaries/evidence-sums";
import { isBurning, isCollapse, type TimedInterval } from "@/lib/canaries/hard-stop";
import type { CountInterval } from "@/lib/canaries/interval";
import { meetsObjective, objectiveEValue, sustainedObjectiveEValue } from "@/lib/canaries/objective";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { wilsonRange } from "@/lib/canaries/wilson";

type Judgement = CanaryPlan["judgement"];

/** What was counted for one metric, look by look. */
export type MetricCounts = {
  readonly key: string;
  readonly intervals: readonly TimedInterval[];
  /** Those of them in which the stable version had nothing to do, as `looksAlone` says. */
  readonly alone?: readonly TimedInterval[] | undefined;
  /** Of this metric; that of `success` is the judgement's. */
  readonly objectivePercent?: number | undefined;
};

/** The evidence of one metric and the numbers behind it. Ratios are shares of bad requests, absent without requests. */
export type MetricEvidence = {
  readonly key: string;
  readonly counts: CountInterval;
  /** Those in which the canary had requests. */
  readonly intervals: number;
  readonly canaryRatio?: number;
  readonly stableRatio?: number;
  /** Where the canary's true ratio lies, with 95 % confidence. */
  readonly canaryRange?: { readonly low: number; readonly high: number };
  readonly dispersion: number;
  readonly rollbackE: number;
  /** The same without the loudest interval. */
  readonly sustainedE: number;
  readonly promotionE: number;
  /** Share of bad requests that the objective allows. */
  readonly objectiveRatio?: number;
  /** Evidence against the objective being met, against 5/α. */
  readonly objectiveE?: number;
  /** Where the canary was left alone. */
  readonly before?: BeforeEvidence;
};

/** Why a verdict is what it is; the UI has a text for each. */
export const verdictReasons = [
  "worse_than_stable",
  "worse_than_before",
  "many_failures",
  "budget_burning",
  "objective_missed",
  "not_worse",
  "not_worse_than_before",
  "objective_met",
  "too_few_requests",
  "too_few_intervals",
  "difference_too_small",
  "one_burst",
  "nothing_to_compare",
  "not_enough_evidence",
  "no_data",
] as const;
export type VerdictReason = (typeof verdictReasons)[number];

/** `promote` means that all traffic may go to the canary; `inconclusive` is neither, and has a reason. */
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

/** Evidence that stays at least this without its loudest interval does not rest on one burst. */
const leastSustainedE = 5;

/** The verdict on everything counted so far. Pure: the same counts give the same verdict, whenever one looks. */
export function judge(counts: readonly MetricCounts[], judgement: Judgement): Verdict {
  return judgeSums(
    counts.map(({ key, intervals, alone, objectivePercent }) => {
      const sums = newSums(judgement.marginRatio);
      for (const interval of intervals) addInterval(sums, interval);
      return { key, sums, alone, objectivePercent };
    }),
    judgement,
  );
}

/** One metric as sums, for whoever looks often and adds one interval a look. */
export type SummedMetric = Pick<MetricCounts, "key" | "alone" | "objectivePercent"> & {
  readonly sums: EvidenceSums;
};

/** The same verdict from sums. */
export function judgeSums(summed: readonly SummedMetric[], judgement: Judgement): Verdict {
  const metrics = summed.map((metric) => evidenceOf(metric, judgement));
  const base = {
    rollbackE: meanEValue(metrics.map(({ rollbackE }) => rollbackE)),
    rollbackLimit: 1 / judgement.alpha,
    promotionE: metrics.length === 0 ? 1 : Math.min(...metrics.map(({ promotionE }) => promotionE)),
    promotionLimit: 1 / judgement.beta,
    metrics,
  };
  const stop =
    hardStop(summed, metrics) ??
    missedObjective(summed, metrics, judgement) ??
    worseThanBefore(metrics, judgement);
  return { ...base, ...(stop ?? decide(base, judgement)) };
}

function evidenceOf(
  { key, sums, alone = [], objectivePercent }: SummedMetric,
  judgement: Judgement,
): MetricEvidence {
  const { counts } = sums;
  const evidence = evidenceFrom(sums);
  const range = wilsonRange(counts.canaryBad, counts.canaryRequests);
  const percent = key === "success" ? (objectivePercent ?? judgement.objectivePercent) : objectivePercent;
  const objectiveRatio = percent === undefined ? undefined : (100 - percent) / 100;
  const isLoud = evidence.rollbackE >= leastSustainedE;
  return {
    key,
    counts,
    intervals: sums.looks,
    ...(counts.canaryRequests > 0 ? { canaryRatio: counts.canaryBad / counts.canaryRequests } : {}),
    ...(counts.stableRequests > 0 ? { stableRatio: counts.stableBad / counts.stableRequests } : {}),
    ...(range === undefined ? {} : { canaryRange: range }),
    ...evidence,
    sustainedE: isLoud ? sustainedEValue(sums, evidence.dispersion) : evidence.rollbackE,
    ...(objectiveRatio === undefined
      ? {}
      : { objectiveRatio, objectiveE: objectiveEValue(counts, objectiveRatio, evidence.dispersion) }),
    ...(alone.length === 0
      ? {}
      : { before: beforeEvidence(counts, alone, { judgement, dispersion: evidence.dispersion }) }),
  };
}

type Decision = Pick<Verdict, "verdict" | "reason" | "metric">;

/** Slow requests are no failures: the comparison finds them soon enough, and a healthy service has many. */
function hardStop(summed: readonly SummedMetric[], metrics: readonly MetricEvidence[]): Decision | undefined {
  for (const [index, { key, sums }] of summed.entries()) {
    if (key.startsWith("latency:")) continue;
    const limit = metrics[index]?.objectiveRatio;
    if (isCollapse(sums.intervals)) return { verdict: "rollback", reason: "many_failures", metric: key };
    if (limit !== undefined && isBurning(sums.intervals, limit)) {
      return { verdict: "rollback", reason: "budget_burning", metric: key };
    }
  }
  return undefined;
}

function missedObjective(
  summed: readonly SummedMetric[],
  metrics: readonly MetricEvidence[],
  { alpha }: Judgement,
): Decision | undefined {
  const missed = metrics.find(({ objectiveE, objectiveRatio, counts, dispersion }, index) => {
    if (objectiveE === undefined || objectiveRatio === undefined || objectiveE < asideShare / alpha)
      return false;
    const intervals = summed[index]?.sums.intervals ?? [];
    return sustainedObjectiveEValue(intervals, counts, objectiveRatio, dispersion) >= leastSustainedE;
  });
  return missed === undefined
    ? undefined
    : { verdict: "rollback", reason: "objective_missed", metric: missed.key };
}

/** One e-value over all metrics, as in the comparison. */
function worseThanBefore(metrics: readonly MetricEvidence[], { alpha }: Judgement): Decision | undefined {
  const worst = metrics.toSorted((left, right) => (right.before?.e ?? 0) - (left.before?.e ?? 0))[0];
  const e = meanEValue(metrics.map(({ before }) => before?.e ?? 1));
  const sustainedE = meanEValue(metrics.map(({ before }) => before?.sustainedE ?? 1));
  return worst === undefined || e < asideShare / alpha || sustainedE < leastSustainedE
    ? undefined
    : { verdict: "rollback", reason: "worse_than_before", metric: worst.key };
}

const open = (reason: VerdictReason): Decision => ({ verdict: "inconclusive", reason });

function decide(evidence: Omit<Verdict, "verdict" | "reason">, judgement: Judgement): Decision {
  const { metrics } = evidence;
  if (metrics.length === 0 || metrics.some(({ counts }) => counts.canaryRequests === 0)) {
    const isWorse = evidence.rollbackE >= evidence.rollbackLimit;
    return isWorse ? worse(metrics, judgement) : open("no_data");
  }
  if (evidence.rollbackE >= evidence.rollbackLimit) return worse(metrics, judgement);
  if (metrics.some(isWithoutReference)) return open("nothing_to_compare");
  if (metrics.some(({ intervals }) => intervals < judgement.minIntervals)) return open("too_few_intervals");
  if (metrics.some(({ counts }) => counts.canaryRequests < judgement.minRequests)) {
    return open("too_few_requests");
  }
  const proofs = metrics.map((metric) => proofOf(metric, evidence.promotionLimit));
  if (proofs.includes(undefined)) return open("not_enough_evidence");
  const weakest = (["objective_met", "not_worse_than_before"] as const).find((one) => proofs.includes(one));
  return { verdict: "promote", reason: weakest ?? "not_worse" };
}

/** The canary is alone, the stable version was never measured, and no objective says what is good. */
function isWithoutReference({ before, objectiveRatio }: MetricEvidence): boolean {
  return before !== undefined && before.limitRatio === undefined && objectiveRatio === undefined;
}

/** What lets a metric on. What a comparison said before the canary was alone says nothing of it now. */
function proofOf(metric: MetricEvidence, promotionLimit: number): VerdictReason | undefined {
  const { before, promotionE, counts, objectiveRatio } = metric;
  if (before?.limitRatio !== undefined) return keepsLimit(before) ? "not_worse_than_before" : undefined;
  if (before === undefined && promotionE >= promotionLimit) return "not_worse";
  // At low rates no comparison gets there in time; an objective that is surely met is enough.
  const isSure = objectiveRatio !== undefined && meetsObjective(counts, objectiveRatio);
  return isSure ? "objective_met" : undefined;
}

function worse(metrics: readonly MetricEvidence[], judgement: Judgement): Decision {
  const worst = metrics.toSorted((left, right) => right.rollbackE - left.rollbackE)[0];
  if (worst === undefined || !isWorthIt(worst, judgement)) return open("difference_too_small");
  if (meanEValue(metrics.map(({ sustainedE }) => sustainedE)) < leastSustainedE) return open("one_burst");
  return { verdict: "rollback", reason: "worse_than_stable", metric: worst.key };
}

/** Large enough to matter: both as a ratio and in points. */
function isWorthIt(metric: MetricEvidence, { minRatio, minDifferencePercent }: Judgement): boolean {
  const { canaryRatio, stableRatio } = metric;
  if (canaryRatio === undefined || stableRatio === undefined) return false;
  const isRatio = stableRatio === 0 ? canaryRatio > 0 : canaryRatio / stableRatio >= minRatio;
  return isRatio && (canaryRatio - stableRatio) * 100 >= minDifferencePercent;
}

import { isAborted, isDelayed, isFailed, sumOf, type Counted } from "@/lib/faults/counted";
import type { CounterKey } from "@/lib/faults/counter-queries";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { Labels } from "@/lib/telemetry/series";

/** What names a condition in readings and reports: its place and its kind. */
export function conditionKey(condition: ExperimentCondition, index: number): string {
  return `${index}/${condition.kind}`;
}

/** A condition as it is now; `value` is a percentage, or the query's own figure. Absent is "could not be measured". */
export type ConditionNow = {
  readonly key: string;
  readonly condition: ExperimentCondition;
  readonly value?: number;
  /** Requests that the value is a share of. */
  readonly requests?: number;
  readonly holds?: boolean;
};

/** With fewer requests one failure would break a condition by chance. */
export const fewestRequests = 20;

export type ConditionCounts = {
  /** What was counted in the window; an absent key could not be asked. */
  readonly counted: Partial<Readonly<Record<CounterKey, readonly Counted[]>>>;
  /** Figures of the conditions with a query of their own, by key; null is an answer without a number. */
  readonly figures: Readonly<Record<string, number | null>>;
};

/** Every condition of a plan against what was counted. */
export function conditionsNow(
  conditions: readonly ExperimentCondition[],
  counts: ConditionCounts,
): readonly ConditionNow[] {
  return conditions.map((condition, index) => {
    const key = conditionKey(condition, index);
    if (condition.kind === "promql") return figureNow(key, condition, counts.figures[key]);
    const share = shareOf(condition, counts.counted);
    if (share === undefined || share.requests <= 0) return { key, condition };
    const value = (100 * share.good) / share.requests;
    const isGood = value >= condition.minPercent;
    const isSure = isGood || share.requests >= fewestRequests;
    return { key, condition, value, requests: share.requests, ...(isSure ? { holds: isGood } : {}) };
  });
}

function figureNow(
  key: string,
  condition: Extract<ExperimentCondition, { kind: "promql" }>,
  value: number | null | undefined,
): ConditionNow {
  if (value === undefined || value === null) return { key, condition };
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = condition;
  return { key, condition, value, holds: value >= min && value <= max };
}

type Share = { readonly good: number; readonly requests: number };

function shareOf(
  condition: Exclude<ExperimentCondition, { kind: "promql" }>,
  counted: ConditionCounts["counted"],
): Share | undefined {
  const { of } = condition;
  const all = counted[of];
  if (all === undefined) return undefined;
  // The service never saw an aborted request and is not to blame for a delayed one; to callers both happened.
  const counts = (labels: Labels) => of === "callers" || !isAborted(labels);
  if (condition.kind === "success") {
    const requests = sumOf(all, counts);
    return { requests, good: sumOf(all, (labels) => counts(labels) && !isFailed(labels)) };
  }
  const fast = counted[`${of}_under/${condition.edgeMs}`];
  if (fast === undefined) return undefined;
  const own = (labels: Labels) => counts(labels) && (of === "callers" || !isDelayed(labels));
  const requests = sumOf(all, own);
  // Samples of the two metrics may be of different scrapes.
  return { requests, good: Math.min(requests, sumOf(fast, own)) };
}

import { isAborted, isDelayed, sumOf, type Counted } from "@/lib/faults/counted";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { faultAt } from "@/lib/faults/strength";
import type { ExperimentBody } from "@/lib/faults/run";
import { isScopeMeasured, inScope } from "@/lib/faults/scope";
import { wilsonRange } from "@/lib/canaries/wilson";

/** What the fault was to hit and what it hit, as shares of the requests in its scope (0 to 1). */
export type AchievedRate = {
  readonly requests: number;
  readonly hit: number;
  readonly requestedShare: number;
  readonly achievedShare?: number;
  /** Where the true share lies with 95 % confidence. */
  readonly range?: { readonly low: number; readonly high: number };
  /** Whether the requested share lies within the range; absent without requests. */
  readonly isAsRequested?: boolean;
};

type Achieved = NonNullable<ExperimentBody["achieved"]>;

const nothing: Achieved = {
  requests: 0,
  aborted: 0,
  delayed: 0,
  byCaller: {},
  expectedAborts: 0,
  expectedDelays: 0,
};

/** The sums with what was counted while the mesh had strength `index`, up to `untilMs`. */
export function addAchieved(
  sums: Achieved | undefined,
  counted: readonly Counted[],
  plan: ExperimentPlan,
  index: number,
  untilMs: number,
): Achieved {
  const { delay, abort } = faultAt(plan, index);
  const own = counted.filter(({ labels }) => inScope(plan.fault, labels));
  const before = sums ?? nothing;
  const requests = sumOf(own);
  const byCaller = { ...before.byCaller };
  for (const { labels, count } of own) {
    const key = `${labels["source_workload_namespace"] ?? "unknown"}/${labels["source_workload"] ?? "unknown"}`;
    const known = byCaller[key] ?? { requests: 0, hit: 0 };
    const hit = isAborted(labels) || isDelayed(labels) ? count : 0;
    byCaller[key] = { requests: known.requests + count, hit: known.hit + hit };
  }
  return {
    requests: before.requests + requests,
    aborted: before.aborted + sumOf(own, isAborted),
    delayed: before.delayed + sumOf(own, isDelayed),
    byCaller,
    expectedAborts: before.expectedAborts + (requests * (abort?.percent ?? 0)) / 100,
    expectedDelays: before.expectedDelays + (requests * (delay?.percent ?? 0)) / 100,
    untilMs,
  };
}

/** Requested against achieved, for the parts that the fault has. */
export function achievedRates({ plan, achieved }: Pick<ExperimentBody, "plan" | "achieved">): {
  readonly abort?: AchievedRate;
  readonly delay?: AchievedRate;
} {
  const { abort, delay } = plan.fault;
  const sums = achieved ?? nothing;
  const rate = (hit: number, expected: number, percent: number): AchievedRate => {
    const { requests } = sums;
    const requestedShare = requests > 0 ? expected / requests : percent / 100;
    const range = wilsonRange(hit, requests);
    if (range === undefined) return { requests, hit, requestedShare };
    return {
      requests,
      hit,
      requestedShare,
      achievedShare: hit / requests,
      range,
      // Of requests that the metrics cannot tell from others nobody knows how many could be hit.
      ...(isScopeMeasured(plan.fault)
        ? { isAsRequested: requestedShare >= range.low && requestedShare <= range.high }
        : {}),
    };
  };
  return {
    ...(abort === undefined ? {} : { abort: rate(sums.aborted, sums.expectedAborts, abort.percent) }),
    ...(delay === undefined ? {} : { delay: rate(sums.delayed, sums.expectedDelays, delay.percent) }),
  };
}

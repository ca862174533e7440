import { eValueOf, worseRatios } from "@/lib/canaries/e-value";
import type { CountInterval } from "@/lib/canaries/interval";
import { wilsonRange } from "@/lib/canaries/wilson";

type CanaryCounts = Pick<CountInterval, "canaryRequests" | "canaryBad">;

/**
 * Evidence against "the canary's share of bad events is within its objective", as an e-value: it may be looked at as
 * often as one likes, which a confidence range may not. `limitRatio` is the share that the objective allows.
 */
export function objectiveEValue(counts: CanaryCounts, limitRatio: number, dispersion = 1): number {
  if (limitRatio <= 0) return counts.canaryBad > 0 ? Number.MAX_VALUE : 1;
  return eValueOf(
    worseRatios.map((ratio) => term(counts, limitRatio, ratio)),
    dispersion,
  );
}

/** The same without the interval that speaks loudest against the canary, so that no single burst decides. */
export function sustainedObjectiveEValue(
  intervals: readonly CanaryCounts[],
  total: CanaryCounts,
  limitRatio: number,
  dispersion: number,
): number {
  if (limitRatio <= 0) return objectiveEValue(total, limitRatio);
  const terms = worseRatios.map((ratio) => term(total, limitRatio, ratio));
  const leading = worseRatios[terms.indexOf(Math.max(...terms))] ?? worseRatios[0];
  const [first, ...others] = intervals;
  if (first === undefined) return 1;
  const loudest = others.reduce(
    (left, right) => (term(right, limitRatio, leading) > term(left, limitRatio, leading) ? right : left),
    first,
  );
  const rest = {
    canaryRequests: total.canaryRequests - loudest.canaryRequests,
    canaryBad: total.canaryBad - loudest.canaryBad,
  };
  return objectiveEValue(rest, limitRatio, dispersion);
}

/** exp(Np(r − 1)) bounds the binomial's moments, so that this holds for shares of any size. */
function term({ canaryRequests, canaryBad }: CanaryCounts, limitRatio: number, ratio: number): number {
  return canaryBad * Math.log(ratio) - canaryRequests * limitRatio * (ratio - 1);
}

/** Surely within the objective: even the worst value of the 95 % range meets it. */
export function meetsObjective({ canaryBad, canaryRequests }: CanaryCounts, limitRatio: number): boolean {
  const range = wilsonRange(canaryBad, canaryRequests);
  return range !== undefined && range.high < limitRatio;
}

/** Likely not within the objective: even the best value of the 95 % range misses it. Too little to end a run. */
export function isBelowObjective({ canaryBad, canaryRequests }: CanaryCounts, limitRatio: number): boolean {
  const range = wilsonRange(canaryBad, canaryRequests);
  return range !== undefined && range.low > limitRatio;
}

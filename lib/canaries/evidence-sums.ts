import {
  addScatter,
  cautiousScatter,
  leastIntervals,
  newScatter,
  type ScatterSums,
} from "@/lib/canaries/dispersion";
import { addTo, eValueOf, promotionTerms, rollbackTerms, worseRatios } from "@/lib/canaries/e-value";
import { badSplit, type BadSplit, type CountInterval } from "@/lib/canaries/interval";

/** What one metric's evidence is made of, grown interval by interval. */
export type EvidenceSums = {
  readonly intervals: CountInterval[];
  readonly splits: BadSplit[];
  readonly scatter: ScatterSums;
  readonly rollback: number[];
  readonly promotion: number[];
  readonly marginRatio: number;
  counts: CountInterval;
  /** Intervals in which the canary had requests. */
  looks: number;
};

/** The sums before the first interval. */
export function newSums(marginRatio: number): EvidenceSums {
  return {
    intervals: [],
    splits: [],
    scatter: newScatter(),
    rollback: [0, 0, 0, 0, 0],
    promotion: [0, 0, 0, 0, 0],
    marginRatio,
    counts: { canaryRequests: 0, stableRequests: 0, canaryBad: 0, stableBad: 0 },
    looks: 0,
  };
}

/** Adds one interval to `sums`, in place. One in which a side had no request counts, but compares nothing. */
export function addInterval(sums: EvidenceSums, interval: CountInterval): void {
  const { counts } = sums;
  sums.counts = {
    canaryRequests: counts.canaryRequests + interval.canaryRequests,
    stableRequests: counts.stableRequests + interval.stableRequests,
    canaryBad: counts.canaryBad + interval.canaryBad,
    stableBad: counts.stableBad + interval.stableBad,
  };
  sums.intervals.push(interval);
  if (interval.canaryRequests > 0) sums.looks += 1;
  const split = badSplit(interval);
  if (split === undefined) return;
  sums.splits.push(split);
  addScatter(sums.scatter, split);
  // Without a failure nothing is said about where failures come from.
  if (split.n <= 0) return;
  addTo(sums.rollback, rollbackTerms(split));
  addTo(sums.promotion, promotionTerms(split, sums.marginRatio));
}

export type SummedEvidence = {
  readonly dispersion: number;
  readonly rollbackE: number;
  readonly promotionE: number;
};

/** The e-values of everything added so far, corrected for the scatter. */
export function evidenceFrom(sums: EvidenceSums): SummedEvidence {
  const dispersion = cautiousScatter(sums.scatter);
  return {
    dispersion,
    rollbackE: eValueOf(sums.rollback, dispersion),
    promotionE: eValueOf(sums.promotion, dispersion),
  };
}

/**
 * The evidence for a rollback without the interval that speaks loudest for one. A canary that is worse is so in more
 * than one look; a single burst is not what a run is ended for. None while too few looks show how failures scatter.
 */
export function sustainedEValue(sums: EvidenceSums, dispersion: number): number {
  if (sums.splits.length < leastIntervals) return 1;
  const leading = sums.rollback.indexOf(Math.max(...sums.rollback));
  const ratio = worseRatios[leading] ?? 2;
  let loudest: BadSplit | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const split of sums.splits) {
    const term = split.s * Math.log(ratio) - split.n * Math.log1p(split.w * (ratio - 1));
    if (term > most) [most, loudest] = [term, split];
  }
  if (loudest === undefined) return 1;
  const without = rollbackTerms(loudest);
  return eValueOf(
    sums.rollback.map((sum, index) => sum - (without[index] ?? 0)),
    dispersion,
  );
}

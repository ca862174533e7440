import { badSplit, type BadSplit, type CountInterval } from "@/lib/canaries/interval";

/** Fewer intervals say nothing about how failures scatter. */
const leastIntervals = 3;

/**
 * How many times wider the canary's failures scatter than independent ones would: 1 for those, more when a bad pod or
 * a storm of retries makes them come together. It divides the evidence. A rule of thumb with an A/A test, no theorem.
 * Pearson's statistic over its degrees of freedom, at the common rate ratio in Mantel and Haenszel's form.
 */
export function dispersion(intervals: readonly CountInterval[]): number {
  return splitDispersion(intervals.flatMap((interval) => badSplit(interval) ?? []));
}

/** The same of intervals that are splits already. */
export function splitDispersion(splits: readonly BadSplit[]): number {
  if (splits.length < leastIntervals) return 1;
  const ratio = commonRatio(splits);
  if (ratio === undefined) return 1;
  let squares = 0;
  for (const { s, n, w } of splits) {
    const share = (w * ratio) / (w * ratio + 1 - w);
    const variance = n * share * (1 - share);
    if (variance > 0) squares += (s - n * share) ** 2 / variance;
  }
  return Math.max(1, squares / (splits.length - 1));
}

/** The canary's failure rate over the stable one's; undefined while one of them had no failure. */
function commonRatio(splits: readonly BadSplit[]): number | undefined {
  let canary = 0;
  let stable = 0;
  for (const { s, n, w } of splits) {
    canary += s * (1 - w);
    stable += (n - s) * w;
  }
  return canary > 0 && stable > 0 ? canary / stable : undefined;
}

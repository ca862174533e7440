import { badSplit, type BadSplit, type CountInterval } from "@/lib/canaries/interval";

/** Fewer intervals say too little about how failures scatter. */
const leastIntervals = 5;

/**
 * How many times wider the canary's failures scatter than independent ones would: 1 for those, more when a bad pod or
 * a storm of retries makes them come together. It divides the evidence. A rule of thumb with an A/A test, no theorem.
 * Pearson's statistic over its degrees of freedom, at the common rate ratio in Mantel and Haenszel's form.
 */
export function dispersion(intervals: readonly CountInterval[]): number {
  const splits = intervals.flatMap((interval) => badSplit(interval) ?? []);
  if (splits.length < leastIntervals) return 1;
  const ratio = commonRatio(splits);
  if (ratio === undefined) return 1;
  const squares = splits.reduce((total, { s, n, w }) => {
    const share = (w * ratio) / (w * ratio + 1 - w);
    const variance = n * share * (1 - share);
    return variance > 0 ? total + (s - n * share) ** 2 / variance : total;
  }, 0);
  return Math.max(1, squares / (splits.length - 1));
}

/** The canary's failure rate over the stable one's; undefined while one of them had no failure. */
function commonRatio(splits: readonly BadSplit[]): number | undefined {
  const canary = splits.reduce((total, { s, w }) => total + s * (1 - w), 0);
  const stable = splits.reduce((total, { s, n, w }) => total + (n - s) * w, 0);
  return canary > 0 && stable > 0 ? canary / stable : undefined;
}

import type { BadSplit } from "@/lib/canaries/interval";

/** Rate ratios that a worse canary is tried against, equally likely beforehand. */
export const worseRatios = [1.5, 2, 3, 5, 10] as const;
/** Rate ratios that an equal or better canary is tried against. */
const notWorseRatios = [0.25, 0.5, 0.75, 1, 1.25] as const;

const worseTerms = worseRatios.map((ratio) => ({ log: Math.log(ratio), excess: ratio - 1 }));
const notWorseTerms = notWorseRatios.map((ratio) => ({ log: Math.log(ratio), excess: ratio - 1 }));

/**
 * Evidence against "the canary fails no more often than the stable version", as an e-value: 1 is none, and the chance
 * that it ever reaches 1/α in a healthy run is at most α, however often one looks. Given that a request failed, it was
 * the canary's with the probability of its share, whatever the failure rate is at that moment; so drift and changing
 * weights cancel out. `dispersion` (≥ 1) is the correction for failures that come in bursts.
 * Source: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data (2022).
 */
export function rollbackEValue(splits: readonly BadSplit[], dispersion = 1): number {
  return eValueOf(sumOf(splits, rollbackTerms), dispersion);
}

/**
 * Evidence against "the canary fails at least `marginRatio` times as often": non-inferiority, for promotion. The same
 * kind of e-value, from the other side.
 */
export function promotionEValue(splits: readonly BadSplit[], marginRatio = 2, dispersion = 1): number {
  return eValueOf(
    sumOf(splits, (split) => promotionTerms(split, marginRatio)),
    dispersion,
  );
}

/** What one interval adds to the logarithm of the evidence for a rollback, for each of `worseRatios`. */
export function rollbackTerms({ s, n, w }: BadSplit): number[] {
  return worseTerms.map(({ log, excess }) => s * log - n * Math.log1p(w * excess));
}

/** What one interval adds to the logarithm of the evidence for a promotion, for each rate ratio that is not worse. */
export function promotionTerms({ s, n, w }: BadSplit, marginRatio: number): number[] {
  const margin = Math.log1p(w * (marginRatio - 1));
  const marginLog = Math.log(marginRatio);
  return notWorseTerms.map(
    ({ log, excess }) => s * (log - marginLog) - n * (Math.log1p(w * excess) - margin),
  );
}

/**
 * The e-value of summed terms: the mean over the ratios of exp(sum / `dispersion`), without overflow on the way; at most
 * the largest number there is.
 */
export function eValueOf(sums: readonly number[], dispersion: number): number {
  const largest = Math.max(...sums) / dispersion;
  const scaled = sums.reduce((total, one) => total + Math.exp(one / dispersion - largest), 0);
  return Math.min(Number.MAX_VALUE, Math.exp(largest + Math.log(scaled / sums.length)));
}

/** One e-value over several metrics or histogram edges: a mean of e-values is one, so nothing has to be corrected. */
export function meanEValue(values: readonly number[]): number {
  if (values.length === 0) return 1;
  return values.reduce((total, value) => total + value / values.length, 0);
}

function sumOf(splits: readonly BadSplit[], terms: (split: BadSplit) => number[]): number[] {
  const sums = [0, 0, 0, 0, 0];
  for (const split of splits) addTo(sums, terms(split));
  return sums;
}

/** Adds `terms` to `sums`, in place. */
export function addTo(sums: number[], terms: readonly number[]): void {
  terms.forEach((term, index) => (sums[index] = (sums[index] ?? 0) + term));
}

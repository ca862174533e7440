import type { BadSplit } from "@/lib/canaries/interval";

/** Rate ratios that a worse canary is tried against, equally likely beforehand. */
const worseRatios = [1.5, 2, 3, 5, 10] as const;
/** Rate ratios that an equal or better canary is tried against. */
const notWorseRatios = [0.25, 0.5, 0.75, 1, 1.25] as const;

/**
 * Evidence against "the canary fails no more often than the stable version", as an e-value: 1 is none, and the chance
 * that it ever reaches 1/α in a healthy run is at most α, however often one looks. Given that a request failed, it was
 * the canary's with the probability of its share, whatever the failure rate is at that moment; so drift and changing
 * weights cancel out. `dispersion` (≥ 1) is the correction for failures that come in bursts.
 * Source: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data (2022).
 */
export function rollbackEValue(splits: readonly BadSplit[], dispersion = 1): number {
  return meanOfExponentials(
    worseRatios.map(
      (ratio) =>
        sum(splits, ({ s, n, w }) => s * Math.log(ratio) - n * Math.log1p(w * (ratio - 1))) / dispersion,
    ),
  );
}

/**
 * Evidence against "the canary fails at least `marginRatio` times as often": non-inferiority, for promotion. The same
 * kind of e-value, from the other side.
 */
export function promotionEValue(splits: readonly BadSplit[], marginRatio = 2, dispersion = 1): number {
  return meanOfExponentials(
    notWorseRatios.map(
      (ratio) =>
        sum(
          splits,
          ({ s, n, w }) =>
            s * Math.log(ratio / marginRatio) -
            n * (Math.log1p(w * (ratio - 1)) - Math.log1p(w * (marginRatio - 1))),
        ) / dispersion,
    ),
  );
}

/** One e-value over several metrics or histogram edges: a mean of e-values is one, so nothing has to be corrected. */
export function meanEValue(values: readonly number[]): number {
  if (values.length === 0) return 1;
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function sum(splits: readonly BadSplit[], term: (split: BadSplit) => number): number {
  return splits.reduce((total, split) => total + term(split), 0);
}

/** The mean of exp(x), without overflow on the way; at most the largest number there is. */
function meanOfExponentials(exponents: readonly number[]): number {
  const largest = Math.max(...exponents);
  const scaled = exponents.reduce((total, exponent) => total + Math.exp(exponent - largest), 0);
  return Math.min(Number.MAX_VALUE, Math.exp(largest + Math.log(scaled / exponents.length)));
}

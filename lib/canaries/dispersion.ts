import { badSplit, type BadSplit, type CountInterval } from "@/lib/canaries/interval";

/** Fewer intervals say nothing about how failures scatter. */
export const leastIntervals = 3;

/** Sums from which the scatter follows, so that one more interval costs no look at the others. */
export type ScatterSums = {
  intervals: number;
  /** Of Mantel and Haenszel: the canary's failures weighted with the stable share, and the other way round. */
  canary: number;
  stable: number;
  /** Σ s²/n, with odds a = w/(1 − w) of the shares also Σ a·s²/n and Σ s²/(n·a). */
  squares: number;
  squaresTimesOdds: number;
  squaresOverOdds: number;
  failures: number;
  failuresTimesOdds: number;
  allTimesOdds: number;
};

/** The sums of no interval. */
export function newScatter(): ScatterSums {
  return {
    intervals: 0,
    canary: 0,
    stable: 0,
    squares: 0,
    squaresTimesOdds: 0,
    squaresOverOdds: 0,
    failures: 0,
    failuresTimesOdds: 0,
    allTimesOdds: 0,
  };
}

/** Adds one interval to the sums, in place. */
export function addScatter(sums: ScatterSums, { s, n, w }: BadSplit): void {
  sums.intervals += 1;
  if (n <= 0) return;
  const odds = w / (1 - w);
  const square = (s * s) / n;
  sums.canary += s * (1 - w);
  sums.stable += (n - s) * w;
  sums.squares += square;
  sums.squaresTimesOdds += square * odds;
  sums.squaresOverOdds += square / odds;
  sums.failures += s;
  sums.failuresTimesOdds += s * odds;
  sums.allTimesOdds += n * odds;
}

/**
 * How many times wider the canary's failures scatter than independent ones would: 1 for those, more when a bad pod or
 * a storm of retries makes them come together. It divides the evidence. A rule of thumb with an A/A test, no theorem.
 * Pearson's statistic Σ (s − nθ)²/(nθ(1 − θ)) over its degrees of freedom, at the common rate ratio r in Mantel and
 * Haenszel's form; with θ/(1 − θ) = a·r it falls apart into the sums.
 */
export function scatterOf(sums: ScatterSums): number {
  if (sums.intervals < leastIntervals || sums.canary <= 0 || sums.stable <= 0) return 1;
  const ratio = sums.canary / sums.stable;
  const pearson =
    2 * (sums.squares - sums.failures) +
    ratio * (sums.squaresTimesOdds - 2 * sums.failuresTimesOdds + sums.allTimesOdds) +
    sums.squaresOverOdds / ratio;
  const scatter = pearson / (sums.intervals - 1);
  return Number.isFinite(scatter) ? Math.max(1, scatter) : 1;
}

/** Standard normal quantiles: beyond 90 % a scatter is no chance, and it lies below its bound with 80 %. */
const clear = 1.2816;
const bound = -0.8416;

/**
 * The scatter to reckon with after few looks. Bursts that are clearly there are larger than they look half of the time,
 * so that their upper bound counts, which comes down to what was measured as looks are added; what may be chance stays.
 */
export function cautiousScatter(sums: ScatterSums): number {
  const scatter = scatterOf(sums);
  const freedom = sums.intervals - 1;
  if (scatter === 1 || scatter * freedom <= chiSquare(freedom, clear)) return scatter;
  return scatter * Math.max(1, freedom / chiSquare(freedom, bound));
}

/** The quantile of χ² at the standard normal quantile `z`, in Wilson and Hilferty's form. */
function chiSquare(freedom: number, z: number): number {
  return freedom * (1 - 2 / (9 * freedom) + z * Math.sqrt(2 / (9 * freedom))) ** 3;
}

/** `scatterOf` of intervals; those in which a side had no request are left out. */
export function dispersion(intervals: readonly CountInterval[]): number {
  const sums = newScatter();
  for (const interval of intervals) {
    const split = badSplit(interval);
    if (split !== undefined) addScatter(sums, split);
  }
  return scatterOf(sums);
}

/**
 * How many times wider the canary's failures scatter from look to look than independent ones would, where there is
 * nothing to compare with: Pearson's statistic around its own ratio. At least 1.
 */
export function oneSidedScatter(looks: readonly CountInterval[]): number {
  const own = looks.filter(({ canaryRequests }) => canaryRequests > 0);
  const bad = own.reduce((total, { canaryBad }) => total + canaryBad, 0);
  if (own.length < leastIntervals || bad <= 0) return 1;
  const ratio = bad / own.reduce((total, { canaryRequests }) => total + canaryRequests, 0);
  const squares = own.reduce((total, look) => total + look.canaryBad ** 2 / look.canaryRequests, 0);
  return Math.max(1, (squares / ratio - bad) / (own.length - 1));
}

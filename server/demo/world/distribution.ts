/**
 * A distribution of durations (or sizes) over bins whose width grows by a fifth each: fine at a millisecond, coarse
 * at a minute, and good for adding, racing and cutting off without drawing samples.
 */
export type Distribution = { readonly weights: Float64Array; readonly low: number; readonly high: number };

const smallest = 0.1;
const growth = 1.2;
const bins = 104;
const logGrowth = Math.log(growth);
const centers = Float64Array.from({ length: bins }, (_, bin) => smallest * growth ** bin);
const negligible = 1e-7;

function fromWeights(weights: Float64Array): Distribution {
  let low = 0;
  let high = bins - 1;
  while (low < high && (weights[low] ?? 0) < negligible) low += 1;
  while (high > low && (weights[high] ?? 0) < negligible) high -= 1;
  return { weights, low, high };
}

/** Puts a weight at a value, split between two bins so that the mean stays what it is. */
function deposit(weights: Float64Array, value: number, weight: number): void {
  const position = value <= smallest ? 0 : Math.min(bins - 1.001, Math.log(value / smallest) / logGrowth);
  const bin = Math.floor(position);
  const lower = centers[bin] ?? smallest;
  const upper = centers[bin + 1] ?? lower;
  const share = upper > lower ? Math.min(1, Math.max(0, (value - lower) / (upper - lower))) : 0;
  weights[bin] = (weights[bin] ?? 0) + weight * (1 - share);
  weights[bin + 1] = (weights[bin + 1] ?? 0) + weight * share;
}

/** All of it at one value. */
export function point(value: number): Distribution {
  const weights = new Float64Array(bins);
  deposit(weights, value, 1);
  return fromWeights(weights);
}

/** Log-normal: most answers near the median, a long tail of slow ones. */
export function logNormal(median: number, sigma: number): Distribution {
  const weights = new Float64Array(bins);
  const middle = Math.log(median);
  let total = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const z = (Math.log(centers[bin] ?? smallest) - middle) / sigma;
    weights[bin] = Math.exp((-z * z) / 2);
    total += weights[bin] ?? 0;
  }
  for (let bin = 0; bin < bins; bin += 1) weights[bin] = (weights[bin] ?? 0) / total;
  return fromWeights(weights);
}

/** Weighted mixture; the weights need not add up to 1. */
export function mix(parts: readonly (readonly [weight: number, part: Distribution])[]): Distribution {
  const kept = parts.filter(([weight]) => weight > 0);
  const [only] = kept;
  if (only !== undefined && kept.length === 1) return only[1];
  const total = kept.reduce((sum, [weight]) => sum + weight, 0);
  const weights = new Float64Array(bins);
  for (const [weight, part] of kept)
    for (let bin = part.low; bin <= part.high; bin += 1)
      weights[bin] = (weights[bin] ?? 0) + (weight / total) * (part.weights[bin] ?? 0);
  return fromWeights(weights);
}

/** One after the other. */
export function add(first: Distribution, second: Distribution): Distribution {
  const weights = new Float64Array(bins);
  for (let a = first.low; a <= first.high; a += 1) {
    const weight = first.weights[a] ?? 0;
    if (weight < negligible) continue;
    for (let b = second.low; b <= second.high; b += 1)
      deposit(weights, (centers[a] ?? 0) + (centers[b] ?? 0), weight * (second.weights[b] ?? 0));
  }
  return fromWeights(weights);
}

/** Side by side: the slower one counts. */
export function slower(first: Distribution, second: Distribution): Distribution {
  const weights = new Float64Array(bins);
  let [a, b] = [0, 0];
  for (let bin = 0; bin < bins; bin += 1) {
    const before = a * b;
    a += first.weights[bin] ?? 0;
    b += second.weights[bin] ?? 0;
    weights[bin] = a * b - before;
  }
  return fromWeights(weights);
}

/** Share of values at or below `limit`. */
export function shareBelow(distribution: Distribution, limit: number): number {
  let below = 0;
  for (let bin = distribution.low; bin <= distribution.high; bin += 1) {
    const weight = distribution.weights[bin] ?? 0;
    const center = centers[bin] ?? 0;
    const half = Math.sqrt(growth);
    if (center * half <= limit) below += weight;
    else if (center / half < limit)
      below += weight * ((limit - center / half) / (center * half - center / half));
  }
  return Math.min(1, below);
}

/** The values below `limit`, made whole again; all at the limit when there are none. */
export function cutAt(distribution: Distribution, limit: number): Distribution {
  const weights = new Float64Array(bins);
  let total = 0;
  for (let bin = distribution.low; bin <= distribution.high; bin += 1) {
    if ((centers[bin] ?? 0) > limit) break;
    weights[bin] = distribution.weights[bin] ?? 0;
    total += weights[bin] ?? 0;
  }
  if (total <= negligible) return point(limit);
  for (let bin = 0; bin < bins; bin += 1) weights[bin] = (weights[bin] ?? 0) / total;
  return fromWeights(weights);
}

export function meanOf(distribution: Distribution): number {
  let mean = 0;
  for (let bin = distribution.low; bin <= distribution.high; bin += 1)
    mean += (centers[bin] ?? 0) * (distribution.weights[bin] ?? 0);
  return mean;
}

/** Every value times `factor`. */
export function scale(distribution: Distribution, factor: number): Distribution {
  if (factor === 1) return distribution;
  const weights = new Float64Array(bins);
  for (let bin = distribution.low; bin <= distribution.high; bin += 1)
    deposit(weights, (centers[bin] ?? 0) * factor, distribution.weights[bin] ?? 0);
  return fromWeights(weights);
}

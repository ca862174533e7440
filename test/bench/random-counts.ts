/** A source of chance that repeats itself for one seed. */
export type Chance = {
  /** In [0, 1). */
  readonly uniform: () => number;
  readonly poisson: (mean: number) => number;
  /** Of mean 1; `squaredVariation` is its variance. */
  readonly gamma: (squaredVariation: number) => number;
};

/** Chance from a seed: mulberry32, with Hörmann's and Marsaglia and Tsang's ways from it to Poisson and gamma. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    poisson: (mean) => (mean < 10 ? smallPoisson(mean, uniform) : largePoisson(mean, uniform)),
    gamma: (squaredVariation) =>
      squaredVariation <= 0 ? 1 : gammaOf(1 / squaredVariation, uniform) * squaredVariation,
  };
}

function smallPoisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}

/** Transformed rejection (Hörmann 1993), for means of 10 and more. */
function largePoisson(mean: number, uniform: () => number): number {
  const root = Math.sqrt(mean);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const box = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const slope = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / slope + b) * u + mean + 0.43);
    if (slope >= 0.07 && v <= box) return count;
    if (count < 0 || (slope < 0.013 && v > slope)) continue;
    const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (slope * slope) + b);
    if (left <= -mean + count * Math.log(mean) - logFactorial(count)) return count;
  }
}

/** Stirling's series, exact enough from 10 on; a product below. */
function logFactorial(count: number): number {
  if (count < 10) {
    let product = 1;
    for (let factor = 2; factor <= count; factor += 1) product *= factor;
    return Math.log(product);
  }
  const x = count + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}

function gammaOf(shape: number, uniform: () => number): number {
  if (shape < 1) return gammaOf(shape + 1, uniform) * Math.pow(1 - uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

import { CompensatedSum, mean, quantile, variance } from "./arithmetic";
import type { EvalContext } from "./context";
import { positionOf } from "./promql-error";
import type { Window } from "./selectors";

type RangeFunction = (window: Window, param: number) => number | undefined;

const valueAt = (window: Window, index: number) => window.values[index] ?? Number.NaN;
const timeAt = (window: Window, index: number) => window.timesMs[index] ?? Number.NaN;

function valuesOf(window: Window): number[] {
  const values: number[] = [];
  for (let index = window.from; index < window.to; index += 1) values.push(valueAt(window, index));
  return values;
}

/**
 * The change over a window, extended to its ends as Prometheus does: to the edge when the samples come close to it,
 * else by half a sample interval, and never below zero for a counter.
 */
function extrapolated(window: Window, counter: boolean, perSecond: boolean): number | undefined {
  const count = window.to - window.from;
  if (count < 2) return undefined;
  const first = valueAt(window, window.from);
  let change = valueAt(window, window.to - 1) - first;
  if (counter)
    for (let index = window.from + 1; index < window.to; index += 1)
      if (valueAt(window, index) < valueAt(window, index - 1)) change += valueAt(window, index - 1);
  const firstMs = timeAt(window, window.from);
  const lastMs = timeAt(window, window.to - 1);
  const sampled = (lastMs - firstMs) / 1000;
  const average = sampled / (count - 1);
  let toStart = (firstMs - window.startMs) / 1000;
  let toEnd = (window.endMs - lastMs) / 1000;
  if (toStart >= average * 1.1) toStart = average / 2;
  if (counter && change > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / change));
  if (toEnd >= average * 1.1) toEnd = average / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return perSecond ? (change * factor) / ((window.endMs - window.startMs) / 1000) : change * factor;
}

function lastTwo(window: Window, counter: boolean, perSecond: boolean): number | undefined {
  if (window.to - window.from < 2) return undefined;
  const last = valueAt(window, window.to - 1);
  const before = valueAt(window, window.to - 2);
  const change = counter && last < before ? last : last - before;
  const seconds = (timeAt(window, window.to - 1) - timeAt(window, window.to - 2)) / 1000;
  return perSecond ? change / seconds : change;
}

/** Least squares over the window; `atMs` is where the intercept is taken. */
function regression(window: Window, atMs: number): { slope: number; intercept: number } | undefined {
  const count = window.to - window.from;
  if (count < 2) return undefined;
  const [x, y, xy, xx] = [
    new CompensatedSum(),
    new CompensatedSum(),
    new CompensatedSum(),
    new CompensatedSum(),
  ];
  const first = valueAt(window, window.from);
  let constant = true;
  for (let index = window.from; index < window.to; index += 1) {
    const value = valueAt(window, index);
    const seconds = (timeAt(window, index) - atMs) / 1000;
    if (value !== first) constant = false;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  if (constant)
    return Number.isFinite(first)
      ? { slope: 0, intercept: first }
      : { slope: Number.NaN, intercept: Number.NaN };
  const covariance = xy.value - (x.value * y.value) / count;
  const spread = xx.value - (x.value * x.value) / count;
  const slope = covariance / spread;
  return { slope, intercept: y.value / count - (slope * x.value) / count };
}

function countPairs(window: Window, test: (before: number, after: number) => boolean): number | undefined {
  if (window.to === window.from) return undefined;
  let count = 0;
  for (let index = window.from + 1; index < window.to; index += 1)
    if (test(valueAt(window, index - 1), valueAt(window, index))) count += 1;
  return count;
}

/** A reduction that has no value for an empty window. */
function reduced(reduce: (values: readonly number[], param: number) => number): RangeFunction {
  return (window, param) => (window.to === window.from ? undefined : reduce(valuesOf(window), param));
}

const total = (values: readonly number[]) => {
  const sum = new CompensatedSum();
  for (const value of values) sum.add(value);
  return sum.value;
};
const extreme = (better: (a: number, b: number) => boolean) => (values: readonly number[]) =>
  values.reduce((best, value) => (better(value, best) || Number.isNaN(best) ? value : best), Number.NaN);

/** Functions of a range vector: a window in, a value or none out. `param` is the scalar argument, when there is one. */
export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["rate", (window) => extrapolated(window, true, true)],
  ["increase", (window) => extrapolated(window, true, false)],
  ["delta", (window) => extrapolated(window, false, false)],
  ["irate", (window) => lastTwo(window, true, true)],
  ["idelta", (window) => lastTwo(window, false, false)],
  ["deriv", (window) => regression(window, timeAt(window, window.from))?.slope],
  [
    "predict_linear",
    (window, param) => {
      const line = regression(window, window.endMs);
      return line === undefined ? undefined : line.intercept + line.slope * param;
    },
  ],
  ["changes", (window) => countPairs(window, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)))],
  ["resets", (window) => countPairs(window, (a, b) => b < a)],
  ["sum_over_time", reduced(total)],
  ["avg_over_time", reduced(mean)],
  ["count_over_time", reduced((values) => values.length)],
  ["min_over_time", reduced(extreme((a, b) => a < b))],
  ["max_over_time", reduced(extreme((a, b) => a > b))],
  ["last_over_time", reduced((values) => values.at(-1) ?? Number.NaN)],
  ["first_over_time", reduced((values) => values[0] ?? Number.NaN)],
  ["present_over_time", reduced(() => 1)],
  ["stdvar_over_time", reduced(variance)],
  ["stddev_over_time", reduced((values) => Math.sqrt(variance(values)))],
  ["quantile_over_time", reduced((values, param) => quantile(param, values))],
]);

/** These keep the metric's name: their result is one of the samples. */
export const namedRangeFunctions: ReadonlySet<string> = new Set(["last_over_time", "first_over_time"]);

const counterNames = /_(?:total|sum|count|bucket)$/;

/** Prometheus remarks when a rate is taken of something that is not named like a counter. */
export function noteOddCounter(
  functionName: string,
  metric: string | undefined,
  offset: number,
  ctx: EvalContext,
): void {
  if (metric === undefined || counterNames.test(metric)) return;
  if (functionName !== "rate" && functionName !== "increase") return;
  ctx.infos.add(
    `PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(metric)} (${positionOf(ctx.query, offset)})`,
  );
}

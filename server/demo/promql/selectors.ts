import type { EvalContext } from "./context";
import { dropName, keepLabels, project } from "./label-sets";
import type { Samples, StoredSeries } from "./storage";
import type { AtModifier, MatrixExpr, SelectorExpr, SubqueryExpr } from "./syntax";
import { emptySeries, hasValue, type Steps, type StepSeries, stepTimeMs } from "./values";

/** The moment that a selector looks at, for a step: the step's time moved by `offset`, or the time of `@`. */
function momentOf(
  expr: { readonly at?: AtModifier; readonly offsetMs: number },
  ctx: EvalContext,
): (step: number) => number {
  const { at } = expr;
  if (at === undefined) return (step) => stepTimeMs(ctx.steps, step) - expr.offsetMs;
  const fixed = at.kind === "time" ? at.timeMs : at.kind === "start" ? ctx.queryStartMs : ctx.queryEndMs;
  return () => fixed - expr.offsetMs;
}

/** Index of the last sample at or before `timeMs`, or -1; `from` is where the last search ended. */
function lastAtOrBefore(timesMs: ArrayLike<number>, timeMs: number, from: number): number {
  let index = from;
  if (index >= 0 && (timesMs[index] ?? 0) > timeMs) index = -1;
  while (index + 1 < timesMs.length && (timesMs[index + 1] ?? Number.POSITIVE_INFINITY) <= timeMs) index += 1;
  return index;
}

function selectInstant(
  expr: SelectorExpr,
  ctx: EvalContext,
  valueOf: (samples: Samples, index: number) => number,
  labelsOf: (series: StoredSeries) => StepSeries["labels"],
): StepSeries[] {
  const { count } = ctx.steps;
  const moment = momentOf(expr, ctx);
  const selected = ctx.storage.select(expr.matchers, moment(0) - ctx.lookbackMs, moment(count - 1));
  const result: StepSeries[] = [];
  for (const stored of selected) {
    const samples = stored.samples();
    const series = emptySeries(labelsOf(stored), count);
    let found = -1;
    for (let step = 0; step < count; step += 1) {
      const timeMs = moment(step);
      found = lastAtOrBefore(samples.timesMs, timeMs, found);
      if (found < 0 || (samples.timesMs[found] ?? 0) <= timeMs - ctx.lookbackMs) continue;
      if (samples.stale?.[found] === 1) continue;
      series.values[step] = valueOf(samples, found);
      series.present[step] = 1;
    }
    if (hasValue(series)) result.push(series);
  }
  return result;
}

/** The latest value of each series at each step, no older than the lookback; a stale series has none. */
export function evaluateSelector(expr: SelectorExpr, ctx: EvalContext): StepSeries[] {
  return selectInstant(
    expr,
    ctx,
    (samples, index) => samples.values[index] ?? Number.NaN,
    (stored) => stored.labels,
  );
}

/** `timestamp(selector)`: when the samples were taken, in seconds. */
export function evaluateSampleTimes(expr: SelectorExpr, ctx: EvalContext): StepSeries[] {
  return selectInstant(
    expr,
    ctx,
    (samples, index) => (samples.timesMs[index] ?? Number.NaN) / 1000,
    (stored) => project(stored.labels, dropName),
  );
}

/** The samples of one series in one window: indexes `from` (incl.) to `to` (excl.). */
export type Window = {
  readonly timesMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
  /** The window is left-open: startMs < t <= endMs. */
  readonly startMs: number;
  readonly endMs: number;
};

export type RangeSeries = {
  readonly labels: StepSeries["labels"];
  readonly windowAt: (step: number) => Window;
};

function withoutStale(samples: Samples): Samples {
  const { stale } = samples;
  if (stale === undefined) return samples;
  const kept = Array.from(samples.timesMs, (_, index) => index).filter((index) => stale[index] !== 1);
  return {
    timesMs: kept.map((index) => samples.timesMs[index] ?? 0),
    values: kept.map((index) => samples.values[index] ?? Number.NaN),
  };
}

function windowsOf(
  labels: StepSeries["labels"],
  raw: Samples,
  moment: (step: number) => number,
  rangeMs: number,
): RangeSeries {
  const { timesMs, values } = withoutStale(raw);
  let from = 0;
  let to = 0;
  return {
    labels,
    windowAt: (step) => {
      const endMs = moment(step);
      const startMs = endMs - rangeMs;
      if (from > 0 && (timesMs[from - 1] ?? 0) > startMs) from = 0;
      if (to > 0 && (timesMs[to - 1] ?? 0) > endMs) to = 0;
      while (from < timesMs.length && (timesMs[from] ?? 0) <= startMs) from += 1;
      while (to < timesMs.length && (timesMs[to] ?? 0) <= endMs) to += 1;
      return { timesMs, values, from, to, startMs, endMs };
    },
  };
}

/** The series of a range selector one by one; with `keep` their label sets may be reduced to those names. */
export function* rangesOf(
  expr: MatrixExpr,
  ctx: EvalContext,
  keep?: readonly string[],
): Generator<RangeSeries, void> {
  const { selector, rangeMs } = expr;
  const moment = momentOf(selector, ctx);
  const last = moment(ctx.steps.count - 1);
  for (const stored of ctx.storage.select(selector.matchers, moment(0) - rangeMs, last, keep))
    yield windowsOf(stored.labels, stored.samples(), moment, rangeMs);
}

/** A subquery's own steps are multiples of its interval, whenever the query itself began. */
function subquerySteps(expr: SubqueryExpr, ctx: EvalContext, moment: (step: number) => number): Steps {
  const stepMs = expr.stepMs ?? ctx.defaultStepMs;
  const fromMs = moment(0) - expr.rangeMs;
  const startMs = (Math.floor(fromMs / stepMs) + 1) * stepMs;
  const count = Math.max(0, Math.floor((moment(ctx.steps.count - 1) - startMs) / stepMs) + 1);
  return { startMs, stepMs, count };
}

function evaluateSubquery(expr: SubqueryExpr, ctx: EvalContext): RangeSeries[] {
  const moment = momentOf(expr, ctx);
  const steps = subquerySteps(expr, ctx, moment);
  if (steps.count === 0) return [];
  const value = ctx.evaluate(expr.expr, { ...ctx, steps });
  const series: readonly StepSeries[] =
    value.type === "vector"
      ? value.series
      : value.type === "scalar"
        ? [
            {
              labels: project({}, keepLabels([])),
              values: value.values,
              present: new Uint8Array(steps.count).fill(1),
            },
          ]
        : [];
  return series.map((one) => {
    const kept = Array.from({ length: steps.count }, (_, index) => index).filter(
      (index) => one.present[index] === 1,
    );
    const samples = {
      timesMs: kept.map((index) => stepTimeMs(steps, index)),
      values: kept.map((index) => one.values[index] ?? Number.NaN),
    };
    return windowsOf(one.labels, samples, moment, expr.rangeMs);
  });
}

/** The series of a range vector, each with a view of its window at every step. */
export function evaluateRange(expr: MatrixExpr | SubqueryExpr, ctx: EvalContext): RangeSeries[] {
  return expr.kind === "matrix" ? [...rangesOf(expr, ctx)] : evaluateSubquery(expr, ctx);
}

import type { Labels } from "@/lib/telemetry/series";
import type { EvalContext } from "./context";
import { evaluateHistogramQuantile } from "./histogram-quantile";
import { dropName, project } from "./label-sets";
import { labelJoin, labelReplace } from "./label-functions";
import { positionOf } from "./promql-error";
import { namedRangeFunctions, noteOddCounter, rangeFunctions } from "./range-functions";
import { evaluateRange, evaluateSampleTimes } from "./selectors";
import type { CallExpr, Expr } from "./syntax";
import { emptySeries, hasValue, mergeSameLabels, type StepSeries, stepTimeMs, type Value } from "./values";
import { vectorFunctions } from "./vector-functions";

const vector = (series: readonly StepSeries[]): Value => ({ type: "vector", series });

function scalarArg(expr: Expr | undefined, ctx: EvalContext, fallback: number): Float64Array {
  const value = expr === undefined ? undefined : ctx.evaluate(expr, ctx);
  return value?.type === "scalar" ? value.values : new Float64Array(ctx.steps.count).fill(fallback);
}

function vectorArg(expr: Expr | undefined, ctx: EvalContext): readonly StepSeries[] {
  const value = expr === undefined ? undefined : ctx.evaluate(expr, ctx);
  return value?.type === "vector" ? value.series : [];
}

function stringArgs(args: readonly Expr[], ctx: EvalContext): string[] {
  return args.map((arg) => {
    const value = ctx.evaluate(arg, ctx);
    return value.type === "string" ? value.value : "";
  });
}

function timeSeries(ctx: EvalContext): StepSeries {
  const series = emptySeries({}, ctx.steps.count);
  for (let step = 0; step < ctx.steps.count; step += 1)
    series.values[step] = stepTimeMs(ctx.steps, step) / 1000;
  series.present.fill(1);
  return series;
}

function mapValues(call: CallExpr, ctx: EvalContext): Value {
  const apply = vectorFunctions.get(call.name);
  const series = call.args.length === 0 ? [timeSeries(ctx)] : vectorArg(call.args[0], ctx);
  const a = scalarArg(call.args[1], ctx, 1);
  const b = scalarArg(call.args[2], ctx, Number.NaN);
  const results = series.map((one) => ({
    labels: project(one.labels, dropName),
    values: one.values.map(
      (value, step) => apply?.(value, a[step] ?? Number.NaN, b[step] ?? Number.NaN) ?? value,
    ),
    present: one.present,
  }));
  return vector(mergeSameLabels(results));
}

function overRange(call: CallExpr, ctx: EvalContext): Value {
  const apply = rangeFunctions.get(call.name);
  const arg = call.args.find((one) => one.kind === "matrix" || one.kind === "subquery");
  if (arg === undefined || apply === undefined || (arg.kind !== "matrix" && arg.kind !== "subquery"))
    return vector([]);
  const params = scalarArg(
    call.args.find((one) => one !== arg),
    ctx,
    Number.NaN,
  );
  const results: StepSeries[] = [];
  for (const range of evaluateRange(arg, ctx)) {
    const labels = namedRangeFunctions.has(call.name) ? range.labels : project(range.labels, dropName);
    const result = emptySeries(labels, ctx.steps.count);
    for (let step = 0; step < ctx.steps.count; step += 1) {
      const value = apply(range.windowAt(step), params[step] ?? Number.NaN);
      if (value === undefined) continue;
      result.values[step] = value;
      result.present[step] = 1;
    }
    if (!hasValue(result)) continue;
    noteOddCounter(call.name, range.labels["__name__"], arg.offset, ctx);
    results.push(result);
  }
  return vector(mergeSameLabels(results));
}

/** The labels that `absent` can know: those of equality matchers that are named once. */
function absentLabels(expr: Expr | undefined): Labels {
  const selector = expr?.kind === "matrix" ? expr.selector : expr;
  if (selector?.kind !== "selector") return {};
  const { matchers } = selector;
  return Object.fromEntries(
    matchers
      .filter((matcher) => matcher.op === "=" && matcher.label !== "__name__")
      .filter((matcher) => matchers.filter((other) => other.label === matcher.label).length === 1)
      .map((matcher) => [matcher.label, matcher.value]),
  );
}

function absence(call: CallExpr, ctx: EvalContext): Value {
  const [arg] = call.args;
  const result = emptySeries(absentLabels(arg), ctx.steps.count);
  result.values.fill(1);
  result.present.fill(1);
  const mark = (step: number) => {
    result.present[step] = 0;
  };
  if (call.name === "absent_over_time" && (arg?.kind === "matrix" || arg?.kind === "subquery")) {
    for (const range of evaluateRange(arg, ctx))
      for (let step = 0; step < ctx.steps.count; step += 1) {
        const window = range.windowAt(step);
        if (window.to > window.from) mark(step);
      }
  } else {
    for (const series of vectorArg(arg, ctx))
      for (const [step, present] of series.present.entries()) if (present === 1) mark(step);
  }
  return vector(hasValue(result) ? [result] : []);
}

function sortSeries(call: CallExpr, ctx: EvalContext): Value {
  const series = vectorArg(call.args[0], ctx);
  if (!ctx.instant) {
    const place = positionOf(ctx.query, call.offset);
    ctx.warnings.add(
      `PromQL warning: sort is ineffective for range queries since results are always ordered by labels (${place})`,
    );
    return vector(series);
  }
  const sign = call.name === "sort" ? 1 : -1;
  return vector(
    series.toSorted((left, right) => {
      const [a = Number.NaN] = left.values;
      const [b = Number.NaN] = right.values;
      if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
      return sign * (a - b);
    }),
  );
}

function toScalar(series: readonly StepSeries[], count: number): Value {
  const values = new Float64Array(count).fill(Number.NaN);
  for (let step = 0; step < count; step += 1) {
    const present = series.filter((one) => one.present[step] === 1);
    if (present.length === 1) values[step] = present[0]?.values[step] ?? Number.NaN;
  }
  return { type: "scalar", values };
}

function sampleTimes(call: CallExpr, ctx: EvalContext): Value {
  const [arg] = call.args;
  if (arg?.kind === "selector") return vector(mergeSameLabels(evaluateSampleTimes(arg, ctx)));
  const times = timeSeries(ctx).values;
  return vector(
    mergeSameLabels(
      vectorArg(arg, ctx).map((one) => ({
        labels: project(one.labels, dropName),
        values: times,
        present: one.present,
      })),
    ),
  );
}

/** One function call. */
export function evaluateCall(call: CallExpr, ctx: EvalContext): Value {
  const [first, second, ...rest] = call.args;
  switch (call.name) {
    case "time":
      return { type: "scalar", values: timeSeries(ctx).values };
    case "pi":
      return { type: "scalar", values: new Float64Array(ctx.steps.count).fill(Math.PI) };
    case "vector":
      return vector([{ ...timeSeries(ctx), values: scalarArg(first, ctx, Number.NaN) }]);
    case "scalar":
      return toScalar(vectorArg(first, ctx), ctx.steps.count);
    case "timestamp":
      return sampleTimes(call, ctx);
    case "absent":
    case "absent_over_time":
      return absence(call, ctx);
    case "sort":
    case "sort_desc":
      return sortSeries(call, ctx);
    case "histogram_quantile":
      return vector(
        evaluateHistogramQuantile(scalarArg(first, ctx, Number.NaN), vectorArg(second, ctx), ctx),
      );
    case "label_replace":
      return vector(
        labelReplace(vectorArg(first, ctx), stringArgs(second === undefined ? rest : [second, ...rest], ctx)),
      );
    case "label_join":
      return vector(
        labelJoin(vectorArg(first, ctx), stringArgs(second === undefined ? rest : [second, ...rest], ctx)),
      );
    default:
      return rangeFunctions.has(call.name) ? overRange(call, ctx) : mapValues(call, ctx);
  }
}

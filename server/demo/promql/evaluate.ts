import type { Labels } from "@/lib/telemetry/series";
import { evaluateAggregate } from "./aggregate";
import { evaluateBinary } from "./binary";
import { evaluateCall } from "./calls";
import type { EvalContext } from "./context";
import { dropName, labelKey, project } from "./label-sets";
import { parseQuery } from "./parse";
import { PromqlError } from "./promql-error";
import { evaluateRange, evaluateSelector } from "./selectors";
import type { SeriesStorage } from "./storage";
import type { Expr } from "./syntax";
import { mergeSameLabels, type StepSeries, stepTimeMs, type Value } from "./values";

export type Point = readonly [timeMs: number, value: number];

export type QueryResult = {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
} & (
  | { readonly type: "scalar"; readonly point: Point }
  | { readonly type: "string"; readonly timeMs: number; readonly value: string }
  | {
      readonly type: "vector";
      readonly samples: readonly { readonly labels: Labels; readonly point: Point }[];
    }
  | {
      readonly type: "matrix";
      readonly series: readonly { readonly labels: Labels; readonly points: readonly Point[] }[];
    }
);

export type QueryOptions = {
  readonly storage: SeriesStorage;
  /** Prometheus's own default is five minutes. */
  readonly lookbackMs?: number;
  readonly defaultStepMs?: number;
};

const fiveMinutesMs = 300_000;

function constant(value: number, count: number): Value {
  return { type: "scalar", values: new Float64Array(count).fill(value) };
}

function negated(value: Value): Value {
  switch (value.type) {
    case "string":
      return value;
    case "scalar":
      return { type: "scalar", values: value.values.map((one) => -one) };
    case "vector":
      return {
        type: "vector",
        series: mergeSameLabels(
          value.series.map((one) => ({
            labels: project(one.labels, dropName),
            values: one.values.map((number) => -number),
            present: one.present,
          })),
        ),
      };
  }
}

function evaluate(expr: Expr, ctx: EvalContext): Value {
  switch (expr.kind) {
    case "number":
      return constant(expr.value, ctx.steps.count);
    case "string":
      return { type: "string", value: expr.value };
    case "unary": {
      const value = evaluate(expr.expr, ctx);
      return expr.negate ? negated(value) : value;
    }
    case "selector":
      return { type: "vector", series: evaluateSelector(expr, ctx) };
    case "matrix":
    case "subquery":
      throw new PromqlError("bad_data", "a range vector has no value at one instant");
    case "binary":
      return evaluateBinary(expr, ctx);
    case "aggregate":
      return { type: "vector", series: evaluateAggregate(expr, ctx) };
    case "call":
      return evaluateCall(expr, ctx);
  }
}

function contextOf(
  query: string,
  options: QueryOptions,
  steps: EvalContext["steps"],
  instant: boolean,
): EvalContext {
  return {
    query,
    storage: options.storage,
    steps,
    lookbackMs: options.lookbackMs ?? fiveMinutesMs,
    defaultStepMs: options.defaultStepMs ?? 60_000,
    queryStartMs: steps.startMs,
    queryEndMs: stepTimeMs(steps, steps.count - 1),
    instant,
    warnings: new Set(),
    infos: new Set(),
    evaluate,
  };
}

function notesOf(ctx: EvalContext) {
  return { warnings: [...ctx.warnings], infos: [...ctx.infos] };
}

function byLabels(a: { readonly labels: Labels }, b: { readonly labels: Labels }): number {
  const [left, right] = [labelKey(a.labels), labelKey(b.labels)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The value of a query at one moment: a scalar, a string, a vector, or a matrix for a bare range selector. */
export function queryInstant(query: string, timeMs: number, options: QueryOptions): QueryResult {
  const expr = parseQuery(query);
  const ctx = contextOf(query, options, { startMs: timeMs, stepMs: 1, count: 1 }, true);
  if (expr.kind === "matrix" || expr.kind === "subquery") {
    const series = evaluateRange(expr, ctx).map((range) => {
      const window = range.windowAt(0);
      const points: Point[] = [];
      for (let index = window.from; index < window.to; index += 1)
        points.push([window.timesMs[index] ?? 0, window.values[index] ?? Number.NaN]);
      return { labels: range.labels, points };
    });
    return {
      type: "matrix",
      series: series.filter((one) => one.points.length > 0).toSorted(byLabels),
      ...notesOf(ctx),
    };
  }
  const value = evaluate(expr, ctx);
  switch (value.type) {
    case "scalar":
      return { type: "scalar", point: [timeMs, value.values[0] ?? Number.NaN], ...notesOf(ctx) };
    case "string":
      return { type: "string", timeMs, value: value.value, ...notesOf(ctx) };
    case "vector": {
      const present = value.series.filter((one) => one.present[0] === 1);
      const samples = present.map((one): { labels: Labels; point: Point } => ({
        labels: one.labels,
        point: [timeMs, one.values[0] ?? Number.NaN],
      }));
      return { type: "vector", samples, ...notesOf(ctx) };
    }
  }
}

function pointsOf(series: StepSeries, ctx: EvalContext): Point[] {
  const points: Point[] = [];
  for (let step = 0; step < ctx.steps.count; step += 1)
    if (series.present[step] === 1)
      points.push([stepTimeMs(ctx.steps, step), series.values[step] ?? Number.NaN]);
  return points;
}

/** The value of a query at each step from `startMs` to `endMs` incl., as series in order of their labels. */
export function queryRange(
  query: string,
  range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
  options: QueryOptions,
): Extract<QueryResult, { readonly type: "matrix" }> {
  const expr = parseQuery(query);
  const count = Math.floor((range.endMs - range.startMs) / range.stepMs) + 1;
  const ctx = contextOf(query, options, { startMs: range.startMs, stepMs: range.stepMs, count }, false);
  if (expr.kind === "matrix" || expr.kind === "subquery" || expr.kind === "string") {
    const type = expr.kind === "string" ? "string" : "range vector";
    throw new PromqlError(
      "bad_data",
      `invalid expression type "${type}" for range query, must be Scalar or instant Vector`,
    );
  }
  const value = evaluate(expr, ctx);
  const series: readonly StepSeries[] =
    value.type === "vector"
      ? value.series
      : value.type === "scalar"
        ? [{ labels: {}, values: value.values, present: new Uint8Array(count).fill(1) }]
        : [];
  return {
    type: "matrix",
    series: series
      .map((one) => ({ labels: one.labels, points: pointsOf(one, ctx) }))
      .filter((one) => one.points.length > 0)
      .toSorted(byLabels),
    ...notesOf(ctx),
  };
}

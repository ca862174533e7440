import type { Labels } from "@/lib/telemetry/series";
import { CompensatedSum, mean, quantile, variance } from "./arithmetic";
import type { EvalContext } from "./context";
import { dropLabels, keepLabels, labelKey, project, type Projection } from "./label-sets";
import { isLabelName, quote } from "./literals";
import { executionError, positionOf } from "./promql-error";
import { fusable, sumOfRanges } from "./sum-of-ranges";
import type { AggregateExpr } from "./syntax";
import { emptySeries, hasValue, type StepSeries } from "./values";
import { printNumber } from "./print-number";

type Group = { readonly labels: Labels; readonly members: StepSeries[] };

function projectionOf(expr: AggregateExpr): Projection {
  return expr.without ? dropLabels([...expr.grouping, "__name__"]) : keepLabels(expr.grouping);
}

function groupsOf(expr: AggregateExpr, series: readonly StepSeries[]): Group[] {
  const projection = projectionOf(expr);
  // Equal label sets are mostly one object (see project), which is far cheaper to look up than a text.
  const byObject = new Map<Labels, Group>();
  const byKey = new Map<string, Group>();
  for (const one of series) {
    const labels = project(one.labels, projection);
    let group = byObject.get(labels);
    if (group === undefined) {
      const key = labelKey(labels);
      group = byKey.get(key) ?? { labels, members: [] };
      byKey.set(key, group);
      byObject.set(labels, group);
    }
    group.members.push(one);
  }
  return [...byKey.values()];
}

type Reduce = (values: readonly number[], param: number) => number;

const reduceBy: Readonly<Record<string, Reduce>> = {
  avg: (values) => mean(values),
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: (values) => variance(values),
  quantile: (values, param) => quantile(param, values),
};

function reduceGroup(
  group: Group,
  count: number,
  reduce: Reduce,
  params: Float64Array | undefined,
): StepSeries {
  const result = emptySeries(group.labels, count);
  for (let step = 0; step < count; step += 1) {
    const values: number[] = [];
    for (const member of group.members)
      if (member.present[step] === 1) values.push(member.values[step] ?? Number.NaN);
    if (values.length === 0) continue;
    result.values[step] = reduce(values, params?.[step] ?? Number.NaN);
    result.present[step] = 1;
  }
  return result;
}

/** The frequent operators fold without collecting the values first. */
function foldGroup(group: Group, count: number, op: string): StepSeries {
  const result = emptySeries(group.labels, count);
  const { values, present } = result;
  for (let step = 0; step < count; step += 1) {
    const sum = new CompensatedSum();
    let members = 0;
    let best = Number.NaN;
    for (const member of group.members) {
      if (member.present[step] !== 1) continue;
      const value = member.values[step] ?? Number.NaN;
      members += 1;
      if (op === "sum") sum.add(value);
      else if (Number.isNaN(best) || (op === "min" ? value < best : value > best)) best = value;
    }
    if (members === 0) continue;
    present[step] = 1;
    values[step] = op === "sum" ? sum.value : op === "count" ? members : op === "group" ? 1 : best;
  }
  return result;
}

function limitOf(params: Float64Array | undefined, step: number): number {
  const k = params?.[step] ?? Number.NaN;
  if (Number.isNaN(k)) throw executionError("Parameter value is NaN");
  if (Math.abs(k) >= 2 ** 63) throw executionError(`Scalar value ${printNumber(k)} overflows int64`);
  return Math.trunc(k);
}

/** topk and bottomk keep whole series; an instant query has them in order of value within each group. */
function pickGroup(
  group: Group,
  ctx: EvalContext,
  largest: boolean,
  params: Float64Array | undefined,
): StepSeries[] {
  const { count } = ctx.steps;
  const kept = new Map<StepSeries, StepSeries>();
  for (let step = 0; step < count; step += 1) {
    const at = (series: StepSeries) => series.values[step] ?? Number.NaN;
    const ranked = group.members
      .filter((member) => member.present[step] === 1)
      .toSorted((a, b) => {
        if (Number.isNaN(at(a)) || Number.isNaN(at(b)))
          return Number(Number.isNaN(at(a))) - Number(Number.isNaN(at(b)));
        return largest ? at(b) - at(a) : at(a) - at(b);
      });
    for (const member of ranked.slice(0, Math.max(0, limitOf(params, step)))) {
      const series = kept.get(member) ?? emptySeries(member.labels, count);
      series.values[step] = at(member);
      series.present[step] = 1;
      kept.set(member, series);
    }
  }
  return [...kept.values()];
}

function countValues(
  expr: AggregateExpr,
  series: readonly StepSeries[],
  label: string,
  count: number,
): StepSeries[] {
  if (!isLabelName(label)) throw executionError(`invalid label name ${quote(label)}`);
  const projection = projectionOf(expr);
  const results = new Map<string, StepSeries>();
  for (const one of series)
    for (let step = 0; step < count; step += 1) {
      if (one.present[step] !== 1) continue;
      const labels = {
        ...project(one.labels, projection),
        [label]: printNumber(one.values[step] ?? Number.NaN),
      };
      const key = labelKey(labels);
      const result = results.get(key) ?? emptySeries(labels, count);
      result.values[step] = (result.values[step] ?? 0) + 1;
      result.present[step] = 1;
      results.set(key, result);
    }
  return [...results.values()];
}

function checkParams(expr: AggregateExpr, ctx: EvalContext, params: Float64Array | undefined): void {
  if (params === undefined) return;
  for (const [step, param] of params.entries()) {
    if (expr.op === "quantile" && !(param >= 0 && param <= 1)) {
      const place = positionOf(ctx.query, expr.param?.offset ?? 0);
      ctx.warnings.add(
        `PromQL warning: quantile value should be between 0 and 1, got ${printNumber(param)} (${place})`,
      );
    }
    if (expr.op === "topk" || expr.op === "bottomk") limitOf(params, step);
  }
}

/** One aggregation: `sum by (…) (…)` and the others. */
export function evaluateAggregate(expr: AggregateExpr, ctx: EvalContext): StepSeries[] {
  const fused = fusable(expr);
  if (fused !== undefined) return sumOfRanges(expr, fused, ctx);
  const param = expr.param === undefined ? undefined : ctx.evaluate(expr.param, ctx);
  const params = param?.type === "scalar" ? param.values : undefined;
  checkParams(expr, ctx, params);
  const value = ctx.evaluate(expr.expr, ctx);
  const series = value.type === "vector" ? value.series : [];
  const { count } = ctx.steps;
  if (expr.op === "count_values")
    return countValues(expr, series, param?.type === "string" ? param.value : "", count);
  const groups = groupsOf(expr, series);
  if (expr.op === "topk" || expr.op === "bottomk")
    return groups.flatMap((group) => pickGroup(group, ctx, expr.op === "topk", params));
  const reduce = reduceBy[expr.op];
  return groups
    .map((group) =>
      reduce === undefined ? foldGroup(group, count, expr.op) : reduceGroup(group, count, reduce, params),
    )
    .filter((one) => hasValue(one));
}

import type { Labels } from "@/lib/telemetry/series";
import type { EvalContext } from "./context";
import { keepLabels, labelKey, project } from "./label-sets";
import { noteOddCounter, rangeFunctions } from "./range-functions";
import { rangesOf } from "./selectors";
import type { AggregateExpr, MatrixExpr } from "./syntax";
import { emptySeries, hasValue, type StepSeries } from "./values";

type Fusable = { readonly functionName: string; readonly matrix: MatrixExpr; readonly metric: string };

/** `sum by (…) (rate(metric{…}[…]))`, the shape of nearly every question about a mesh. */
export function fusable(expr: AggregateExpr): Fusable | undefined {
  const call = expr.expr;
  if (expr.op !== "sum" || expr.without || call.kind !== "call") return undefined;
  const [matrix, ...others] = call.args;
  if (matrix?.kind !== "matrix" || others.length > 0 || !rangeFunctions.has(call.name)) return undefined;
  const metric = matrix.selector.matchers.find((one) => one.label === "__name__" && one.op === "=")?.value;
  return metric === undefined ? undefined : { functionName: call.name, matrix, metric };
}

type Group = { readonly series: StepSeries; readonly compensation: Float64Array };

/** One step of Neumaier's sum, kept in the series itself. */
function addAt({ series, compensation }: Group, step: number, value: number): void {
  const sum = series.values[step] ?? 0;
  const total = sum + value;
  const lost = Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
  compensation[step] = Number.isFinite(total) ? (compensation[step] ?? 0) + lost : 0;
  series.values[step] = total;
  series.present[step] = 1;
}

/**
 * The same result as function and aggregation one after the other, without keeping the rates of single series or
 * asking for labels that the sum drops: a histogram of a large mesh has hundreds of thousands of series.
 */
export function sumOfRanges(
  expr: AggregateExpr,
  { functionName, matrix, metric }: Fusable,
  ctx: EvalContext,
): StepSeries[] {
  const { count } = ctx.steps;
  const apply = rangeFunctions.get(functionName);
  const projection = keepLabels(expr.grouping);
  const byObject = new Map<Labels, Group>();
  const byKey = new Map<string, Group>();
  const groupOf = (labels: Labels): Group => {
    const known = byObject.get(labels);
    if (known !== undefined) return known;
    const kept = project(labels, projection);
    const key = labelKey(kept);
    const group = byKey.get(key) ?? {
      series: emptySeries(kept, count),
      compensation: new Float64Array(count),
    };
    byKey.set(key, group);
    byObject.set(labels, group);
    return group;
  };
  for (const range of rangesOf(matrix, ctx, expr.grouping)) {
    const group = groupOf(range.labels);
    for (let step = 0; step < count; step += 1) {
      const value = apply?.(range.windowAt(step), Number.NaN);
      if (value !== undefined) addAt(group, step, value);
    }
  }
  const groups = [...byKey.values()].filter((group) => hasValue(group.series));
  if (groups.length > 0) noteOddCounter(functionName, metric, matrix.offset, ctx);
  for (const { series, compensation } of groups)
    for (let step = 0; step < count; step += 1)
      series.values[step] = (series.values[step] ?? 0) + (compensation[step] ?? 0);
  return groups.map((group) => group.series);
}

import { applyOp, type ValueOp } from "./arithmetic";
import type { EvalContext } from "./context";
import { dropName, project } from "./label-sets";
import type { BinaryExpr } from "./syntax";
import { emptySeries, hasValue, mergeSameLabels, type StepSeries, type Value } from "./values";
import { combineSets, isComparison, matchVectors } from "./vector-matching";

function isValueOp(expr: BinaryExpr): expr is BinaryExpr & { readonly op: ValueOp } {
  return expr.op !== "and" && expr.op !== "or" && expr.op !== "unless";
}

function scalars(op: ValueOp, left: Float64Array, right: Float64Array): Value {
  return { type: "scalar", values: left.map((value, step) => applyOp(op, value, right[step] ?? Number.NaN)) };
}

/** A comparison keeps the vector's own value and name; `bool` and arithmetic make a new value without a name. */
function vectorWithScalar(
  expr: BinaryExpr & { readonly op: ValueOp },
  series: readonly StepSeries[],
  scalar: Float64Array,
  scalarOnLeft: boolean,
): readonly StepSeries[] {
  const filters = isComparison(expr.op) && !expr.bool;
  const results = series.map((one) => {
    const result = emptySeries(filters ? one.labels : project(one.labels, dropName), one.values.length);
    for (let step = 0; step < one.values.length; step += 1) {
      if (one.present[step] !== 1) continue;
      const value = one.values[step] ?? Number.NaN;
      const other = scalar[step] ?? Number.NaN;
      const outcome = scalarOnLeft ? applyOp(expr.op, other, value) : applyOp(expr.op, value, other);
      if (filters && outcome === 0) continue;
      result.values[step] = filters ? value : outcome;
      result.present[step] = 1;
    }
    return result;
  });
  return mergeSameLabels(results.filter((one) => hasValue(one)));
}

/** One binary operation between scalars and vectors. */
export function evaluateBinary(expr: BinaryExpr, ctx: EvalContext): Value {
  const left = ctx.evaluate(expr.left, ctx);
  const right = ctx.evaluate(expr.right, ctx);
  const { count } = ctx.steps;
  if (!isValueOp(expr)) {
    const a = left.type === "vector" ? left.series : [];
    const b = right.type === "vector" ? right.series : [];
    return { type: "vector", series: mergeSameLabels(combineSets(expr, a, b, count)) };
  }
  if (left.type === "scalar" && right.type === "scalar") return scalars(expr.op, left.values, right.values);
  if (left.type === "vector" && right.type === "scalar")
    return { type: "vector", series: vectorWithScalar(expr, left.series, right.values, false) };
  if (left.type === "scalar" && right.type === "vector")
    return { type: "vector", series: vectorWithScalar(expr, right.series, left.values, true) };
  if (left.type === "vector" && right.type === "vector")
    return { type: "vector", series: matchVectors(expr, left.series, right.series, count) };
  return { type: "vector", series: [] };
}

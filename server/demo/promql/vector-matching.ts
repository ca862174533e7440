import type { Labels } from "@/lib/telemetry/series";
import { applyOp, type ValueOp } from "./arithmetic";
import {
  dropLabels,
  dropName,
  keepLabels,
  labelKey,
  printLabels,
  project,
  type Projection,
} from "./label-sets";
import { executionError } from "./promql-error";
import { type BinaryExpr, comparisonOps, type VectorMatching } from "./syntax";
import { emptySeries, type StepSeries } from "./values";

function signatureProjection(matching: VectorMatching): Projection {
  return matching.on ? keepLabels(matching.labels) : dropLabels([...matching.labels, "__name__"]);
}

export function isComparison(op: string): op is (typeof comparisonOps)[number] {
  return (comparisonOps as readonly string[]).includes(op);
}

/** Numbers the match groups of both sides, so that each step compares integers. */
function numberSignatures(matching: VectorMatching) {
  const projection = signatureProjection(matching);
  const ids = new Map<string, number>();
  return (series: StepSeries): number => {
    const key = labelKey(project(series.labels, projection));
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  };
}

function resultLabels(many: Labels, one: Labels, expr: BinaryExpr): Labels {
  const { matching, op } = expr;
  let labels = expr.bool || !isComparison(op) ? project(many, dropName) : many;
  if (matching.group === "none")
    labels = project(labels, matching.on ? keepLabels(matching.labels) : dropLabels(matching.labels));
  if (matching.include.length === 0) return labels;
  const changed: Record<string, string> = { ...labels };
  for (const name of matching.include) {
    const value = one[name];
    if (value === undefined || value === "") delete changed[name];
    else changed[name] = value;
  }
  return changed;
}

function duplicateError(
  matching: VectorMatching,
  side: "left" | "right",
  first: StepSeries,
  second: StepSeries,
) {
  const group = printLabels(project(first.labels, signatureProjection(matching)));
  const pair = [printLabels(first.labels), printLabels(second.labels)].toSorted().join(", ");
  return executionError(
    `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${pair}]` +
      ";many-to-many matching not allowed: matching labels must be unique on one side",
  );
}

type Sided = { readonly series: readonly StepSeries[]; readonly ids: readonly number[] };

/** Which series of the "one" side stands for each match group at a step. */
function oneSideAt(one: Sided, step: number, matching: VectorMatching): Map<number, StepSeries> {
  const byId = new Map<number, StepSeries>();
  for (const [index, series] of one.series.entries()) {
    if (series.present[step] !== 1) continue;
    const id = one.ids[index] ?? -1;
    const known = byId.get(id);
    if (known !== undefined)
      throw duplicateError(matching, matching.group === "right" ? "left" : "right", known, series);
    byId.set(id, series);
  }
  return byId;
}

class Results {
  readonly series = new Map<string, StepSeries>();
  readonly #labels = new Map<StepSeries, Map<StepSeries, StepSeries>>();
  readonly #expr: BinaryExpr;
  readonly #count: number;

  constructor(expr: BinaryExpr, count: number) {
    this.#expr = expr;
    this.#count = count;
  }

  of(many: StepSeries, one: StepSeries): StepSeries {
    let known = this.#labels.get(many);
    if (known === undefined) {
      known = new Map();
      this.#labels.set(many, known);
    }
    const done = known.get(one);
    if (done !== undefined) return done;
    const labels = resultLabels(many.labels, one.labels, this.#expr);
    const key = labelKey(labels);
    const series = this.series.get(key) ?? emptySeries(labels, this.#count);
    this.series.set(key, series);
    known.set(one, series);
    return series;
  }
}

function matchError(group: VectorMatching["group"]) {
  return executionError(
    group === "none"
      ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
      : "multiple matches for labels: grouping labels must ensure unique matches",
  );
}

/** Arithmetic and comparison between two vectors, step by step, with Prometheus's errors for ambiguous matches. */
export function matchVectors(
  expr: BinaryExpr & { readonly op: ValueOp },
  left: readonly StepSeries[],
  right: readonly StepSeries[],
  count: number,
): StepSeries[] {
  const { matching, op } = expr;
  const number = numberSignatures(matching);
  const swapped = matching.group === "right";
  const sided = (series: readonly StepSeries[]): Sided => ({ series, ids: series.map((one) => number(one)) });
  const many = sided(swapped ? right : left);
  const one = sided(swapped ? left : right);
  const results = new Results(expr, count);
  const filters = isComparison(op) && !expr.bool;
  for (let step = 0; step < count; step += 1) {
    const ones = oneSideAt(one, step, matching);
    const seen = new Set<number | StepSeries>();
    for (const [index, series] of many.series.entries()) {
      if (series.present[step] !== 1) continue;
      const id = many.ids[index] ?? -1;
      const other = ones.get(id);
      if (other === undefined) continue;
      const a = (swapped ? other : series).values[step] ?? Number.NaN;
      const b = (swapped ? series : other).values[step] ?? Number.NaN;
      const value = applyOp(op, a, b);
      if (matching.group === "none") {
        if (seen.has(id)) throw matchError("none");
        seen.add(id);
      }
      if (filters && value === 0) continue;
      const result = results.of(series, other);
      if (result.present[step] === 1) throw matchError(matching.group);
      result.values[step] = filters ? a : value;
      result.present[step] = 1;
    }
  }
  return [...results.series.values()].filter((series) => series.present.includes(1));
}

/** `and`, `or`, `unless`: whole samples, many to many. */
export function combineSets(
  expr: BinaryExpr,
  left: readonly StepSeries[],
  right: readonly StepSeries[],
  count: number,
): StepSeries[] {
  const number = numberSignatures(expr.matching);
  const leftIds = left.map((series) => number(series));
  const rightIds = right.map((series) => number(series));
  const results = new Map<StepSeries, StepSeries>();
  const keep = (series: StepSeries, step: number) => {
    const result = results.get(series) ?? emptySeries(series.labels, count);
    result.values[step] = series.values[step] ?? Number.NaN;
    result.present[step] = 1;
    results.set(series, result);
  };
  const idsAt = (series: readonly StepSeries[], ids: readonly number[], step: number) =>
    new Set(ids.filter((_, index) => series[index]?.present[step] === 1));
  for (let step = 0; step < count; step += 1) {
    const onRight = expr.op === "or" ? new Set<number>() : idsAt(right, rightIds, step);
    for (const [index, series] of left.entries())
      if (
        series.present[step] === 1 &&
        (expr.op === "or" || onRight.has(leftIds[index] ?? -1) === (expr.op === "and"))
      )
        keep(series, step);
    if (expr.op !== "or") continue;
    const onLeft = idsAt(left, leftIds, step);
    for (const [index, series] of right.entries())
      if (series.present[step] === 1 && !onLeft.has(rightIds[index] ?? -1)) keep(series, step);
  }
  return [...results.values()];
}

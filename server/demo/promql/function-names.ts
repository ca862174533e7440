import type { ValueType } from "./syntax";

export type FunctionSignature = {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out; Infinity when the last one may also repeat. */
  readonly optional: number;
  readonly returns: ValueType;
};

const vector: ValueType = "instant vector";
const matrix: ValueType = "range vector";

function signature(args: readonly ValueType[], optional = 0, returns: ValueType = vector): FunctionSignature {
  return { args, optional, returns };
}

const overRange = [
  "rate",
  "irate",
  "increase",
  "delta",
  "idelta",
  "deriv",
  "changes",
  "resets",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
  "first_over_time",
  "present_over_time",
  "absent_over_time",
  "stddev_over_time",
  "stdvar_over_time",
];
const overVector = [
  "abs",
  "absent",
  "ceil",
  "floor",
  "exp",
  "ln",
  "log2",
  "log10",
  "sqrt",
  "sgn",
  "sort",
  "sort_desc",
  "timestamp",
];
const ofDate = [
  "minute",
  "hour",
  "day_of_week",
  "day_of_month",
  "day_of_year",
  "days_in_month",
  "month",
  "year",
];

/** The functions on offer; any other name is a parse error, as a name that Prometheus itself does not know. */
export const functionNames: ReadonlyMap<string, FunctionSignature> = new Map([
  ...overRange.map((name) => [name, signature([matrix])] as const),
  ...overVector.map((name) => [name, signature([vector])] as const),
  ...ofDate.map((name) => [name, signature([vector], 1)] as const),
  ["quantile_over_time", signature(["scalar", matrix])],
  ["predict_linear", signature([matrix, "scalar"])],
  ["histogram_quantile", signature(["scalar", vector])],
  ["clamp", signature([vector, "scalar", "scalar"])],
  ["clamp_min", signature([vector, "scalar"])],
  ["clamp_max", signature([vector, "scalar"])],
  ["round", signature([vector, "scalar"], 1)],
  ["label_replace", signature([vector, "string", "string", "string", "string"])],
  ["label_join", signature([vector, "string", "string", "string"], Number.POSITIVE_INFINITY)],
  ["vector", signature(["scalar"])],
  ["scalar", signature([vector], 0, "scalar")],
  ["time", signature([], 0, "scalar")],
  ["pi", signature([], 0, "scalar")],
]);

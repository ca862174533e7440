import type { Matcher } from "./matcher";

export type AtModifier =
  | { readonly kind: "time"; readonly timeMs: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

/** Where an expression stands in the query text, for messages. */
type Placed = { readonly offset: number };

export type SelectorExpr = Placed & {
  readonly kind: "selector";
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number;
  readonly at?: AtModifier;
};

export type MatrixExpr = Placed & {
  readonly kind: "matrix";
  readonly selector: SelectorExpr;
  readonly rangeMs: number;
};

export type SubqueryExpr = Placed & {
  readonly kind: "subquery";
  readonly expr: Expr;
  readonly rangeMs: number;
  /** Absent is the default evaluation interval. */
  readonly stepMs?: number;
  readonly offsetMs: number;
  readonly at?: AtModifier;
};

export type VectorMatching = {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group: "none" | "left" | "right";
  readonly include: readonly string[];
};

export type BinaryExpr = Placed & {
  readonly kind: "binary";
  readonly op: BinaryOp;
  readonly bool: boolean;
  readonly matching: VectorMatching;
  readonly left: Expr;
  readonly right: Expr;
};

export type AggregateExpr = Placed & {
  readonly kind: "aggregate";
  readonly op: AggregateOp;
  readonly without: boolean;
  readonly grouping: readonly string[];
  readonly param?: Expr;
  readonly expr: Expr;
};

export type CallExpr = Placed & {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expr[];
};

export type Expr =
  | (Placed & { readonly kind: "number"; readonly value: number })
  | (Placed & { readonly kind: "string"; readonly value: string })
  | (Placed & { readonly kind: "unary"; readonly negate: boolean; readonly expr: Expr })
  | SelectorExpr
  | MatrixExpr
  | SubqueryExpr
  | BinaryExpr
  | AggregateExpr
  | CallExpr;

export const arithmeticOps = ["+", "-", "*", "/", "%", "^", "atan2"] as const;
export const comparisonOps = ["==", "!=", ">", "<", ">=", "<="] as const;
export const setOps = ["and", "or", "unless"] as const;
export type SetOp = (typeof setOps)[number];
export type BinaryOp = (typeof arithmeticOps)[number] | (typeof comparisonOps)[number] | SetOp;

export const aggregateOps = [
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "quantile",
  "count_values",
] as const;
export type AggregateOp = (typeof aggregateOps)[number];

export type ValueType = "scalar" | "string" | "instant vector" | "range vector";

import { functionNames, type FunctionSignature } from "./function-names";
import { quote } from "./literals";
import { parseError } from "./promql-error";
import { type BinaryExpr, type CallExpr, comparisonOps, type Expr, setOps, type ValueType } from "./syntax";

const listed = (ops: readonly string[], op: string) => ops.includes(op);

/** The type of value that an expression has. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
    case "aggregate":
      return "instant vector";
    case "matrix":
    case "subquery":
      return "range vector";
    case "unary":
      return typeOf(expr.expr);
    case "binary":
      return typeOf(expr.left) === "scalar" && typeOf(expr.right) === "scalar" ? "scalar" : "instant vector";
    case "call":
      return functionNames.get(expr.name)?.returns ?? "instant vector";
  }
}

function checkBinary(query: string, expr: BinaryExpr): void {
  const left = typeOf(expr.left);
  const right = typeOf(expr.right);
  const scalars = left === "scalar" && right === "scalar";
  const comparison = listed(comparisonOps, expr.op);
  const set = listed(setOps, expr.op);
  const fail = (message: string) => {
    throw parseError(query, expr.offset, message);
  };
  for (const type of [left, right])
    if (type !== "scalar" && type !== "instant vector")
      fail("binary expression must contain only scalar and instant vector types");
  if (expr.bool && !comparison) fail("bool modifier can only be used on comparison operators");
  if (comparison && !expr.bool && scalars) fail("comparisons between scalars must use BOOL modifier");
  if (set && (left === "scalar" || right === "scalar"))
    fail(`set operator ${quote(expr.op)} not allowed in binary scalar expression`);
  const { matching } = expr;
  const matched = matching.on || matching.labels.length > 0 || matching.group !== "none";
  if (matched && (left === "scalar" || right === "scalar"))
    fail("vector matching only allowed between instant vectors");
  if (set && matching.group !== "none") fail(`no grouping allowed for ${quote(expr.op)} operation`);
  const both = matching.include.find((label) => matching.on && matching.labels.includes(label));
  if (both !== undefined) fail(`label ${quote(both)} must not occur in ON and GROUP clause at once`);
}

function checkCall(query: string, expr: CallExpr, signature: FunctionSignature): void {
  const { args, optional } = signature;
  const least = args.length - Math.min(optional, 1);
  const most = optional === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : args.length;
  const got = expr.args.length;
  const wrong = (amount: string, expected: number) =>
    parseError(
      query,
      expr.offset,
      `expected ${amount}${expected} argument(s) in call to ${quote(expr.name)}, got ${got}`,
    );
  if (got < least) throw wrong(optional === 0 ? "" : "at least ", least);
  if (got > most) throw wrong(optional === 0 ? "" : "at most ", most);
  for (const [index, arg] of expr.args.entries()) {
    const wanted = args[Math.min(index, args.length - 1)];
    const type = typeOf(arg);
    if (wanted !== undefined && type !== wanted)
      throw parseError(
        query,
        arg.offset,
        `expected type ${wanted} in call to function ${quote(expr.name)}, got ${type}`,
      );
  }
}

/** Throws a parse error where a value of the wrong type is used. */
export function checkTypes(query: string, expr: Expr): void {
  switch (expr.kind) {
    case "number":
    case "string":
    case "selector":
    case "matrix":
      return;
    case "subquery":
      checkTypes(query, expr.expr);
      if (typeOf(expr.expr) !== "instant vector" && typeOf(expr.expr) !== "scalar")
        throw parseError(
          query,
          expr.offset,
          `subquery is only allowed on instant vector, got ${typeOf(expr.expr)} instead`,
        );
      return;
    case "unary": {
      checkTypes(query, expr.expr);
      const type = typeOf(expr.expr);
      if (type !== "scalar" && type !== "instant vector")
        throw parseError(
          query,
          expr.offset,
          `unary expression only allowed on expressions of type scalar or instant vector, got ${quote(type)}`,
        );
      return;
    }
    case "binary":
      checkTypes(query, expr.left);
      checkTypes(query, expr.right);
      checkBinary(query, expr);
      return;
    case "aggregate": {
      checkTypes(query, expr.expr);
      if (expr.param !== undefined) checkTypes(query, expr.param);
      const wanted = expr.op === "count_values" ? "string" : "scalar";
      if (expr.param !== undefined && typeOf(expr.param) !== wanted)
        throw parseError(
          query,
          expr.offset,
          `expected type ${wanted} in aggregation parameter, got ${typeOf(expr.param)}`,
        );
      if (typeOf(expr.expr) !== "instant vector")
        throw parseError(
          query,
          expr.offset,
          `expected type instant vector in aggregation expression, got ${typeOf(expr.expr)}`,
        );
      return;
    }
    case "call": {
      for (const arg of expr.args) checkTypes(query, arg);
      const signature = functionNames.get(expr.name);
      if (signature !== undefined) checkCall(query, expr, signature);
    }
  }
}

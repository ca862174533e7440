import { parser } from "@prometheus-io/lezer-promql";
import { checkTypes } from "./check-types";
import { functionNames } from "./function-names";
import { isLabelName, quote } from "./literals";
import { atOf, durationMsOf, groupingOf, matchingOf, modify, numberOf, rangeMsOf } from "./parse-parts";
import { parseSelector } from "./parse-selector";
import { parseError } from "./promql-error";
import { reportSyntaxError } from "./syntax-error";
import { childNamed, childrenOf, type Source, stringOf, type SyntaxNode, textOf } from "./syntax-node";
import {
  type AggregateOp,
  aggregateOps,
  arithmeticOps,
  type BinaryOp,
  comparisonOps,
  type Expr,
  setOps,
} from "./syntax";

const binaryOps: readonly string[] = [...arithmeticOps, ...comparisonOps, ...setOps];

/** Turns one query text into an expression tree whose types have been checked. Throws PromqlError. */
export function parseQuery(query: string): Expr {
  // Prometheus takes "2." for a number, the grammar does not; a blank in place of the dot keeps every position.
  const text = query.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)|(?<![\w.])(\d+)\.(?![\d\w])/g,
    (all, string, digits) => (string === undefined ? `${String(digits)} ` : String(all)),
  );
  const root: SyntaxNode = parser.parse(text).topNode;
  reportSyntaxError(text, root);
  const first = root.firstChild;
  if (first === null) throw parseError(query, 0, "no expression found in input");
  const expr = convert(first, { query, text });
  checkTypes(query, expr);
  return expr;
}

function isModifierPart(node: SyntaxNode): boolean {
  return ["Offset", "At", "OffsetDurationExpr", "AtModifierPreprocessors"].includes(node.name);
}

function convert(node: SyntaxNode, source: Source): Expr {
  const offset = node.from;
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: numberOf(node, source), offset };
    case "StringLiteral":
      return { kind: "string", value: stringOf(node, source), offset };
    case "ParenExpr":
      return convert(requireChild(node, source), source);
    case "VectorSelector":
      return parseSelector(node, source);
    case "MatrixSelector":
      return convertMatrix(node, source);
    case "SubqueryExpr":
      return convertSubquery(node, source);
    case "OffsetExpr":
    case "StepInvariantExpr":
      return convertModified(node, source);
    case "UnaryExpr":
      return convertUnary(node, source);
    case "BinaryExpr":
      return convertBinary(node, source);
    case "AggregateExpr":
      return convertAggregate(node, source);
    case "FunctionCall":
      return convertCall(node, source);
    default:
      throw parseError(source.query, offset, `unexpected ${quote(textOf(node, source))}`);
  }
}

function requireChild(node: SyntaxNode, source: Source): SyntaxNode {
  const child = childrenOf(node).find((candidate) => !isModifierPart(candidate));
  if (child === undefined) throw parseError(source.query, node.from, "no expression found in input");
  return child;
}

function convertMatrix(node: SyntaxNode, source: Source): Expr {
  const selector = convert(requireChild(node, source), source);
  const duration = childNamed(node, "DurationExpr");
  if (selector.kind !== "selector" || duration === undefined)
    throw parseError(source.query, node.from, "ranges only allowed for vector selectors");
  if (selector.offsetMs !== 0)
    throw parseError(source.query, node.from, "no offset modifiers allowed before range");
  if (selector.at !== undefined)
    throw parseError(source.query, node.from, "no @ modifiers allowed before range");
  return { kind: "matrix", selector, rangeMs: rangeMsOf(duration, source), offset: node.from };
}

function convertSubquery(node: SyntaxNode, source: Source): Expr {
  const [range, step] = childrenOf(node).filter((child) => child.name === "DurationExpr");
  const expr = convert(requireChild(node, source), source);
  if (range === undefined) throw parseError(source.query, node.from, "missing range of a subquery");
  return {
    kind: "subquery",
    expr,
    rangeMs: rangeMsOf(range, source),
    ...(step === undefined ? {} : { stepMs: rangeMsOf(step, source) }),
    offsetMs: 0,
    offset: node.from,
  };
}

function convertModified(node: SyntaxNode, source: Source): Expr {
  const child = requireChild(node, source);
  const inner = convert(child, source);
  if (child.name === "ParenExpr")
    throw parseError(
      source.query,
      child.from,
      `${node.name === "OffsetExpr" ? "offset" : "@"} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    );
  if (node.name === "StepInvariantExpr") return modify(inner, { at: atOf(node, source) }, source);
  const duration = childNamed(node, "OffsetDurationExpr");
  const offsetMs = duration === undefined ? 0 : durationMsOf(duration, source);
  return modify(inner, { offsetMs }, source);
}

function convertUnary(node: SyntaxNode, source: Source): Expr {
  const operator = childNamed(node, "UnaryOp");
  const operand = childrenOf(node).find((child) => child.name !== "UnaryOp");
  if (operator === undefined || operand === undefined)
    throw parseError(source.query, node.from, "unexpected end of input");
  const negate = textOf(operator, source) === "-";
  const expr = convert(operand, source);
  if (expr.kind === "number") return { ...expr, value: negate ? -expr.value : expr.value, offset: node.from };
  return { kind: "unary", negate, expr, offset: node.from };
}

function convertBinary(node: SyntaxNode, source: Source): Expr {
  const children = childrenOf(node);
  const fill = children.find((child) => child.name === "FillModifier");
  if (fill !== undefined)
    throw parseError(source.query, fill.from, "fill modifiers are experimental and not enabled");
  const [left, operator] = children;
  const right = children.at(-1);
  const op = operator === undefined ? "" : textOf(operator, source).toLowerCase();
  if (left === undefined || right === undefined || !isBinaryOp(op))
    throw parseError(source.query, node.from, `unexpected ${quote(op)}`);
  const base = convert(left, source);
  // The grammar reads -2^2 as (-2)^2; in PromQL the power binds first.
  const negate = op === "^" && left.name === "NumberDurationLiteral" && textOf(left, source).startsWith("-");
  const expr: Expr = {
    kind: "binary",
    op,
    bool: children.some((child) => child.name === "BoolModifier"),
    matching: matchingOf(childNamed(node, "MatchingModifierClause"), source),
    left: negate && base.kind === "number" ? { ...base, value: -base.value } : base,
    right: convert(right, source),
    offset: node.from,
  };
  return negate ? { kind: "unary", negate, expr, offset: node.from } : expr;
}

function isBinaryOp(text: string): text is BinaryOp {
  return binaryOps.includes(text);
}

function isAggregateOp(text: string): text is AggregateOp {
  return (aggregateOps as readonly string[]).includes(text);
}

function argumentsOf(node: SyntaxNode, source: Source): Expr[] {
  const body = childNamed(node, "FunctionCallBody");
  return body === undefined ? [] : childrenOf(body).map((child) => convert(child, source));
}

function convertAggregate(node: SyntaxNode, source: Source): Expr {
  const opNode = childNamed(node, "AggregateOp");
  const op = opNode === undefined ? "" : textOf(opNode, source).toLowerCase();
  if (!isAggregateOp(op))
    throw parseError(source.query, node.from, `${op}() is experimental and not enabled`);
  const modifier = childNamed(node, "AggregateModifier");
  const grouping = modifier === undefined ? [] : groupingOf(childNamed(modifier, "GroupingLabels"), source);
  for (const label of grouping)
    if (!isLabelName(label)) throw parseError(source.query, node.from, `invalid label name ${quote(label)}`);
  const args = argumentsOf(node, source);
  const wanted = ["topk", "bottomk", "quantile", "count_values"].includes(op) ? 2 : 1;
  const expr = args.at(-1);
  if (args.length !== wanted || expr === undefined)
    throw parseError(
      source.query,
      node.from,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
    );
  const without = modifier !== undefined && childNamed(modifier, "Without") !== undefined;
  const [param] = wanted === 2 ? args : [];
  return {
    kind: "aggregate",
    op,
    without,
    grouping,
    ...(param === undefined ? {} : { param }),
    expr,
    offset: node.from,
  };
}

function convertCall(node: SyntaxNode, source: Source): Expr {
  const identifier = childNamed(node, "FunctionIdentifier");
  const name = identifier === undefined ? "" : textOf(identifier, source);
  if (!functionNames.has(name))
    throw parseError(source.query, node.from, `unknown function with name ${quote(name)}`);
  return { kind: "call", name, args: argumentsOf(node, source), offset: node.from };
}

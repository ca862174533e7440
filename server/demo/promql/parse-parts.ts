import { parseNumber, quote, unquote } from "./literals";
import { parseError } from "./promql-error";
import type { AtModifier, Expr, VectorMatching } from "./syntax";
import { childNamed, childrenOf, type Source, type SyntaxNode, textOf } from "./syntax-node";

export function numberOf(node: SyntaxNode, source: Source): number {
  const value = parseNumber(textOf(node, source).replaceAll(/\s/g, ""));
  if (value === undefined)
    throw parseError(
      source.query,
      node.from,
      `bad number or duration syntax: ${quote(textOf(node, source))}`,
    );
  return value;
}

/** Durations are literals with a sign; expressions of durations (`[5m+step()]`) are an experiment we do not offer. */
export function durationMsOf(node: SyntaxNode, source: Source): number {
  const seconds = parseNumber(textOf(node, source).replaceAll(/[\s()]/g, ""));
  if (seconds === undefined)
    throw parseError(source.query, node.from, "experimental duration expression is not enabled");
  return Math.round(seconds * 1000);
}

export function rangeMsOf(node: SyntaxNode, source: Source): number {
  const rangeMs = durationMsOf(node, source);
  if (!(rangeMs > 0)) throw parseError(source.query, node.from, "duration must be greater than 0");
  return rangeMs;
}

/** The time of an `@` modifier. */
export function atOf(node: SyntaxNode, source: Source): AtModifier {
  const preprocessor = childNamed(node, "AtModifierPreprocessors");
  if (preprocessor !== undefined)
    return { kind: textOf(preprocessor, source).toLowerCase().startsWith("start") ? "start" : "end" };
  const literal = childrenOf(node).findLast((child) => child.name === "NumberDurationLiteral");
  const seconds = literal === undefined ? Number.NaN : numberOf(literal, source);
  if (!Number.isFinite(seconds))
    throw parseError(source.query, node.from, `timestamp out of bounds for @ modifier: ${seconds}`);
  return { kind: "time", timeMs: Math.round(seconds * 1000) };
}

type Modifier = { readonly offsetMs: number } | { readonly at: AtModifier };

/** `-x @ 5` and `a + b offset 5m` bind to x and to b, whichever way the grammar nests them. */
export function modify(expr: Expr, modifier: Modifier, source: Source): Expr {
  const what = "at" in modifier ? "@" : "offset";
  switch (expr.kind) {
    case "unary":
      return { ...expr, expr: modify(expr.expr, modifier, source) };
    case "binary":
      return { ...expr, right: modify(expr.right, modifier, source) };
    case "matrix": {
      const selector = modify(expr.selector, modifier, source);
      return selector.kind === "selector" ? { ...expr, selector } : expr;
    }
    case "selector":
    case "subquery":
      if ("at" in modifier ? expr.at !== undefined : expr.offsetMs !== 0)
        throw parseError(source.query, expr.offset, `${what} may not be set multiple times`);
      return { ...expr, ...modifier };
    default:
      throw parseError(
        source.query,
        expr.offset,
        `${what} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
      );
  }
}

/** Label names of `by (…)`, `on (…)` and their like. */
export function groupingOf(node: SyntaxNode | undefined, source: Source): string[] {
  if (node === undefined) return [];
  return childrenOf(node)
    .filter((child) => child.name === "LabelName" || child.name === "QuotedLabelName")
    .map((child) =>
      child.name === "LabelName" ? textOf(child, source) : (unquote(textOf(child, source)) ?? ""),
    );
}

/** How two vectors are matched; without a clause on all labels. */
export function matchingOf(node: SyntaxNode | undefined, source: Source): VectorMatching {
  if (node === undefined) return { on: false, labels: [], group: "none", include: [] };
  const children = childrenOf(node);
  const [labels, include] = children.filter((child) => child.name === "GroupingLabels");
  const has = (name: string) => children.some((child) => child.name === name);
  return {
    on: has("On"),
    labels: groupingOf(labels, source),
    group: has("GroupLeft") ? "left" : has("GroupRight") ? "right" : "none",
    include: groupingOf(include, source),
  };
}

import { quote, unquote } from "./literals";
import type { Matcher, MatchOp } from "./matcher";
import { childNamed, childrenOf, type Source, stringOf, type SyntaxNode, textOf } from "./syntax-node";
import { parseError } from "./promql-error";
import { compileRegex } from "./regex";
import type { SelectorExpr } from "./syntax";

function isMatchOp(text: string): text is MatchOp {
  return text === "=" || text === "!=" || text === "=~" || text === "!~";
}

function matcherOf(node: SyntaxNode, source: Source): Matcher {
  if (node.name === "QuotedLabelName") return { label: "__name__", op: "=", value: nameOf(node, source) };
  const [labelNode, opNode, valueNode] = childrenOf(node);
  const op = opNode === undefined ? "" : textOf(opNode, source);
  if (labelNode === undefined || valueNode === undefined || !isMatchOp(op))
    throw parseError(source.query, node.from, "unexpected label matcher");
  const label = labelNode.name === "QuotedLabelName" ? nameOf(labelNode, source) : textOf(labelNode, source);
  const value = stringOf(valueNode, source);
  if (op === "=" || op === "!=") return { label, op, value };
  try {
    return { label, op, value, regex: compileRegex(value) };
  } catch {
    throw parseError(
      source.query,
      node.from,
      `error parsing regexp: invalid or unsupported syntax: ${quote(value)}`,
    );
  }
}

function nameOf(node: SyntaxNode, source: Source): string {
  return unquote(textOf(node, source)) ?? "";
}

function matchesEmpty(matcher: Matcher): boolean {
  switch (matcher.op) {
    case "=":
      return matcher.value === "";
    case "!=":
      return matcher.value !== "";
    case "=~":
      return matcher.regex?.test("") ?? false;
    case "!~":
      return !(matcher.regex?.test("") ?? false);
  }
}

/** A vector selector; it must have at least one matcher that does not match the empty string. */
export function parseSelector(node: SyntaxNode, source: Source): SelectorExpr {
  const matchers: Matcher[] = [];
  const identifier = childNamed(node, "Identifier");
  if (identifier !== undefined)
    matchers.push({ label: "__name__", op: "=", value: textOf(identifier, source) });
  const list = childNamed(node, "LabelMatchers");
  if (list !== undefined) matchers.push(...childrenOf(list).map((child) => matcherOf(child, source)));
  const names = matchers.filter((matcher) => matcher.label === "__name__" && matcher.op === "=");
  if (identifier !== undefined && names.length > 1)
    throw parseError(
      source.query,
      node.from,
      `metric name must not be set twice: ${quote(names[0]?.value ?? "")} or ${quote(names[1]?.value ?? "")}`,
    );
  if (matchers.every((matcher) => matchesEmpty(matcher)))
    throw parseError(source.query, node.from, "vector selector must contain at least one non-empty matcher");
  return { kind: "selector", matchers, offsetMs: 0, offset: node.from };
}

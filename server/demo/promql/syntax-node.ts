import { unquote } from "./literals";
import { parseError } from "./promql-error";

/** The parts of the grammar's tree that we use; the grammar's package does not export its type. */
export type SyntaxNode = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: SyntaxNode | null;
  readonly nextSibling: SyntaxNode | null;
};

/** A query as it was asked, and as the grammar read it: both have the same positions. */
export type Source = { readonly query: string; readonly text: string };

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

export function childNamed(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return childrenOf(node).find((child) => child.name === name);
}

export function textOf(node: SyntaxNode, source: Source): string {
  return source.text.slice(node.from, node.to);
}

export function stringOf(node: SyntaxNode, source: Source): string {
  const value = unquote(textOf(node, source));
  if (value === undefined) throw parseError(source.query, node.from, "unterminated quoted string");
  return value;
}

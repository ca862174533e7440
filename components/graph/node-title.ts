import type { GraphNode } from "@/lib/graph/model";

/** How a node is called in texts: `name`, `name@version`, with its namespace when it has one. */
export function nodeTitle(node: Pick<GraphNode, "namespace" | "name" | "version" | "memberCount">): string {
  if (node.memberCount !== undefined) return node.name;
  const name = node.version === undefined ? node.name : `${node.name}@${node.version}`;
  return node.namespace === "" ? name : `${name}.${node.namespace}`;
}

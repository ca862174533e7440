import type { Graph } from "@/lib/graph/model";

/** The part of the graph within `depth` steps of a node, in both directions, with all edges between what is left. */
export function neighbourhood(graph: Graph, nodeId: string, depth: number): Graph {
  const neighbours = new Map<string, string[]>();
  const link = (from: string, to: string): void => {
    const list = neighbours.get(from);
    if (list === undefined) neighbours.set(from, [to]);
    else list.push(to);
  };
  for (const edge of graph.edges) {
    link(edge.sourceId, edge.destinationId);
    link(edge.destinationId, edge.sourceId);
  }
  const reached = new Set([nodeId]);
  let frontier = [nodeId];
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const next: string[] = [];
    for (const id of frontier) {
      for (const other of neighbours.get(id) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        next.push(other);
      }
    }
    frontier = next;
  }
  return {
    nodes: graph.nodes.filter((node) => reached.has(node.id)),
    edges: graph.edges.filter((edge) => reached.has(edge.sourceId) && reached.has(edge.destinationId)),
  };
}

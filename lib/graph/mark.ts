import type { Badge, Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

/** The graph with each node's badges extended by what `of` gives; nodes without any stay the same object. */
export function markNodes(graph: Graph, of: (node: GraphNode) => readonly Badge[]): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const badges = of(node);
      return badges.length === 0 ? node : { ...node, badges: [...node.badges, ...badges] };
    }),
  };
}

/** The graph with each edge's badges extended by what `of` gives. */
export function markEdges(graph: Graph, of: (edge: GraphEdge) => readonly Badge[]): Graph {
  return {
    ...graph,
    edges: graph.edges.map((edge) => {
      const badges = of(edge);
      return badges.length === 0 ? edge : { ...edge, badges: [...edge.badges, ...badges] };
    }),
  };
}

import type { Enricher } from "@/lib/graph/facts";
import type { Dataplane } from "@/lib/graph/inventory";
import type { Badge, GraphNode } from "@/lib/graph/model";
import { workloadsOfNode } from "@/lib/graph/node-workloads";

/**
 * Says how each node is in the mesh, turns gateways into gateway nodes, and marks workloads without a proxy
 * ("no-sidecar"), ambient workloads and waypoints. A service with mixed workloads has the mark of its worst one.
 */
export const addDataplane: Enricher = (graph, facts) => ({
  ...graph,
  nodes: graph.nodes.map((node) => {
    const planes = workloadsOfNode(node, facts).flatMap((workload) => workload.dataplane ?? []);
    const dataplane = worstOf(planes);
    if (dataplane === undefined) return node;
    return {
      ...node,
      kind: dataplane === "gateway" ? ("gateway" as const) : node.kind,
      dataplane,
      badges: [...node.badges, ...badgesOf(dataplane, node)],
    };
  }),
});

function worstOf(planes: readonly Dataplane[]): Dataplane | undefined {
  const order: readonly Dataplane[] = ["none", "gateway", "waypoint", "ambient", "sidecar"];
  return order.find((plane) => planes.includes(plane));
}

function badgesOf(dataplane: Dataplane, node: GraphNode): readonly Badge[] {
  switch (dataplane) {
    case "none":
      return [{ code: "no-sidecar", severity: "warning", detail: node.name }];
    case "ambient":
      return [{ code: "ambient", severity: "info", detail: node.name }];
    case "waypoint":
      return [{ code: "waypoint", severity: "info", detail: node.name }];
    case "gateway":
    case "sidecar":
      return [];
  }
}

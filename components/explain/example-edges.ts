import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

export type ExampleEdge = {
  readonly id: string;
  readonly source: GraphNode;
  /** `namespace/workload` of a sidecar that sends on the edge. */
  readonly workload: string;
  readonly destination: GraphNode;
  readonly isTcp: boolean;
};

const mostExamples = 6;
const urgency: Partial<Record<GraphEdge["health"]["status"], number>> = { failing: 2, degraded: 1 };

/** Edges that a sidecar of ours sends on to a service: failing ones first, then by rate; six at most. */
export function exampleEdges({ nodes, edges }: Graph): readonly ExampleEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const urgencyOf = ({ health }: GraphEdge) => urgency[health.status] ?? 0;
  return edges
    .toSorted(
      (a, b) =>
        urgencyOf(b) - urgencyOf(a) ||
        (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) ||
        a.id.localeCompare(b.id),
    )
    .flatMap((edge): readonly ExampleEdge[] => {
      const [source, destination] = [byId.get(edge.sourceId), byId.get(edge.destinationId)];
      if (source?.dataplane !== "sidecar" || source.namespace === "") return [];
      if (destination?.kind !== "service" || destination.namespace === "") return [];
      const workload = `${source.namespace}/${source.workloads?.[0] ?? source.name}`;
      return [{ id: edge.id, source, workload, destination, isTcp: edge.protocol === "tcp" }];
    })
    .slice(0, mostExamples);
}

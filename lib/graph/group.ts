import { nodeRates } from "@/lib/graph/build";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";
import { printEdgeId, printNodeId } from "@/lib/graph/node-id";
import { worstHealth } from "@/lib/health/evaluate";
import type { Health } from "@/lib/health/model";

/** Above this many nodes a person sees namespaces first and opens what they want. */
export const groupingThreshold = 1500;

const reasonsMaximum = 10;

/** The id of the node that stands for a collapsed namespace. */
export function namespaceNodeId(cluster: string, namespace: string): string {
  return printNodeId({ prefix: "namespace", cluster, namespace, name: "" });
}

/**
 * The graph with every namespace collapsed into one node, except those in `expanded` (`cluster/namespace`). Joined
 * edges add their rates up; latency is left out, because quantiles of different services have no meaning together.
 * Nodes outside of namespaces stay as they are.
 */
export function groupByNamespace(graph: Graph, expanded: ReadonlySet<string>): Graph {
  const target = new Map<string, string>();
  const groups = new Map<string, GraphNode[]>();
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const key = `${node.cluster}/${node.namespace}`;
    if (node.namespace === "" || expanded.has(key)) {
      nodes.push(node);
      continue;
    }
    const id = namespaceNodeId(node.cluster, node.namespace);
    target.set(node.id, id);
    const members = groups.get(id);
    if (members === undefined) groups.set(id, [node]);
    else members.push(node);
  }
  const edges = joinEdges(graph.edges, target);
  const rates = nodeRates(edges);
  for (const [id, members] of groups) {
    const [first] = members;
    if (first === undefined) continue;
    nodes.push({
      id,
      kind: "service",
      cluster: first.cluster,
      namespace: first.namespace,
      name: first.namespace,
      health: summary(members.map((member) => member.health)),
      badges: [],
      memberCount: members.length,
      ...rates.get(id),
    });
  }
  return { nodes: nodes.sort((a, b) => (a.id < b.id ? -1 : 1)), edges };
}

/** A collapsed namespace shows its worst status and the first reasons for it; the rest is seen when it is opened. */
function summary(members: readonly Health[]): Health {
  const worst = worstHealth(members);
  const reasons = worst.reasons.filter((reason) => reason.status === worst.status).slice(0, reasonsMaximum);
  return { status: worst.status, reasons };
}

function joinEdges(edges: readonly GraphEdge[], target: ReadonlyMap<string, string>): readonly GraphEdge[] {
  const joined = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const sourceId = target.get(edge.sourceId) ?? edge.sourceId;
    const destinationId = target.get(edge.destinationId) ?? edge.destinationId;
    const inside = sourceId === destinationId && target.has(edge.sourceId);
    if (inside) continue;
    if (sourceId === edge.sourceId && destinationId === edge.destinationId) {
      joined.set(edge.id, edge);
      continue;
    }
    const id = printEdgeId(sourceId, destinationId, edge.protocol);
    const present = joined.get(id);
    joined.set(id, addEdge(present, edge, { id, sourceId, destinationId }));
  }
  return [...joined.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function addEdge(
  present: GraphEdge | undefined,
  edge: GraphEdge,
  ids: Pick<GraphEdge, "id" | "sourceId" | "destinationId">,
): GraphEdge {
  const requests = add(present?.requestsPerSecond, edge.requestsPerSecond);
  const errors = add(errorsOf(present), errorsOf(edge));
  const bytes = add(present?.bytesPerSecond, edge.bytesPerSecond);
  return {
    ...ids,
    protocol: edge.protocol,
    ...(requests === undefined ? {} : { requestsPerSecond: requests }),
    ...(requests !== undefined && requests > 0 ? { errorRatio: (errors ?? 0) / requests } : {}),
    ...(bytes === undefined ? {} : { bytesPerSecond: bytes }),
    reports: [],
    health: present === undefined ? edge.health : summary([present.health, edge.health]),
    badges: [],
  };
}

function errorsOf(edge: GraphEdge | undefined): number | undefined {
  return edge?.requestsPerSecond === undefined ? undefined : edge.requestsPerSecond * (edge.errorRatio ?? 0);
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : a + b;
}

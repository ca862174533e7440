import { edgeFromParts } from "@/lib/graph/join-edges";
import type { EdgeTraffic } from "@/lib/graph/edge-traffic";
import { indexInventory, type GraphInventory } from "@/lib/graph/inventory";
import type { Graph, GraphEdge, GraphNode, NodeKind } from "@/lib/graph/model";
import { printEdgeId, printNodeId, type NodeIdentity } from "@/lib/graph/node-id";
import { destinationIdentity, sourceIdentity, type GraphMode } from "@/lib/graph/resolve-peer";

type EdgeParts = {
  readonly id: string;
  readonly sourceId: string;
  readonly destinationId: string;
  readonly parts: EdgeTraffic[];
};

/**
 * The graph of `edges` with nodes of one mode, sorted by id, so that equal traffic gives equal graphs. Edges between
 * the same nodes and in the same protocol are joined; both reporters' figures are kept. Health is unknown until
 * `enrichGraph`.
 */
export function buildGraph(edges: readonly EdgeTraffic[], inventory: GraphInventory, mode: GraphMode): Graph {
  const index = indexInventory(inventory);
  const identities = new Map<string, NodeIdentity>();
  const joined = new Map<string, EdgeParts>();
  for (const edge of edges) {
    const source = sourceIdentity(edge.source, mode, index);
    const destination = destinationIdentity(edge.destination, mode, index);
    const sourceId = printNodeId(source);
    const destinationId = printNodeId(destination);
    identities.set(sourceId, source);
    identities.set(destinationId, destination);
    const id = printEdgeId(sourceId, destinationId, edge.protocol);
    const present = joined.get(id);
    if (present === undefined) joined.set(id, { id, sourceId, destinationId, parts: [edge] });
    else present.parts.push(edge);
  }
  const graphEdges = [...joined.values()].map(edgeFromParts).sort(byId);
  const rates = nodeRates(graphEdges);
  const workloads = workloadNames(joined.values());
  const nodes = [...identities].map(([id, identity]): GraphNode => {
    const names = workloads.get(id);
    return {
      ...nodeFromIdentity(identity),
      ...rates.get(id),
      ...(names === undefined ? {} : { workloads: names }),
    };
  });
  return { nodes: nodes.sort(byId), edges: graphEdges };
}

/** A node as telemetry alone knows it. */
export function nodeFromIdentity(identity: NodeIdentity): GraphNode {
  return {
    id: printNodeId(identity),
    kind: kindFromPrefix(identity),
    cluster: identity.cluster,
    namespace: identity.namespace,
    name: identity.name,
    ...(identity.version === undefined ? {} : { version: identity.version }),
    health: { status: "unknown", reasons: [] },
    badges: [],
  };
}

function kindFromPrefix(identity: NodeIdentity): NodeKind {
  return identity.prefix === "namespace" ? "service" : identity.prefix;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

type NodeRates = { inRequestsPerSecond?: number; outRequestsPerSecond?: number };

/** Sums over edges that have a request rate; a node with TCP edges only has none. */
export function nodeRates(edges: readonly GraphEdge[]): ReadonlyMap<string, NodeRates> {
  const rates = new Map<string, NodeRates>();
  const at = (id: string): NodeRates => {
    const present = rates.get(id) ?? {};
    rates.set(id, present);
    return present;
  };
  for (const edge of edges) {
    if (edge.requestsPerSecond === undefined) continue;
    const source = at(edge.sourceId);
    source.outRequestsPerSecond = (source.outRequestsPerSecond ?? 0) + edge.requestsPerSecond;
    const destination = at(edge.destinationId);
    destination.inRequestsPerSecond = (destination.inRequestsPerSecond ?? 0) + edge.requestsPerSecond;
  }
  return rates;
}

/** Which workloads were seen behind a service or version node. */
function workloadNames(edges: Iterable<EdgeParts>): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  const add = (id: string, name: string | undefined): void => {
    if (name === undefined || id.startsWith("workload:")) return;
    const set = names.get(id) ?? new Set();
    set.add(name);
    names.set(id, set);
  };
  for (const edge of edges) {
    for (const part of edge.parts) {
      add(edge.sourceId, part.source.workload);
      add(edge.destinationId, part.destination.workload);
    }
  }
  return new Map([...names].map(([id, set]) => [id, [...set].sort()]));
}

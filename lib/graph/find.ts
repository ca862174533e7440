import type { FindMeasure, FindQuery, FindTerm } from "@/lib/graph/find-query";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

export type FindResult = { readonly nodeIds: ReadonlySet<string>; readonly edgeIds: ReadonlySet<string> };

/**
 * Nodes and edges that satisfy the query. An edge has the names and namespaces of both its ends; a node has the
 * figures of the edges that come in. Unknown figures satisfy no comparison, nor its negation.
 */
export function findInGraph(graph: Graph, query: FindQuery): FindResult {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    const list = incoming.get(edge.destinationId);
    if (list === undefined) incoming.set(edge.destinationId, [edge]);
    else list.push(edge);
  }
  const nodeMatches = (node: GraphNode, terms: readonly FindTerm[]): boolean =>
    terms.every((term) => nodeSatisfies(node, incoming.get(node.id) ?? [], term));
  const edgeMatches = (edge: GraphEdge, terms: readonly FindTerm[]): boolean => {
    const ends = [nodes.get(edge.sourceId), nodes.get(edge.destinationId)].flatMap((node) => node ?? []);
    return terms.every((term) => edgeSatisfies(edge, ends, term));
  };
  return {
    nodeIds: new Set(
      graph.nodes.filter((node) => query.some((terms) => nodeMatches(node, terms))).map((node) => node.id),
    ),
    edgeIds: new Set(
      graph.edges.filter((edge) => query.some((terms) => edgeMatches(edge, terms))).map((edge) => edge.id),
    ),
  };
}

function nodeSatisfies(node: GraphNode, incoming: readonly GraphEdge[], term: FindTerm): boolean {
  switch (term.type) {
    case "text":
      return nameHas(node, term.text) !== term.negated;
    case "field":
      if (term.field === "protocol" || term.field === "mtls") {
        return incoming.some((edge) => edgeField(edge, term.field, term.value)) !== term.negated;
      }
      return nodeField(node, term.field, term.value) !== term.negated;
    case "compare":
      return incoming.some((edge) => compares(edge, term));
  }
}

function edgeSatisfies(edge: GraphEdge, ends: readonly GraphNode[], term: FindTerm): boolean {
  switch (term.type) {
    case "text":
      return ends.some((node) => nameHas(node, term.text)) !== term.negated;
    case "field":
      if (term.field === "health" || term.field === "protocol" || term.field === "mtls") {
        return edgeField(edge, term.field, term.value) !== term.negated;
      }
      if (term.field === "badge" && edge.badges.some((badge) => badge.code.includes(term.value))) {
        return !term.negated;
      }
      return ends.some((node) => nodeField(node, term.field, term.value)) !== term.negated;
    case "compare":
      return compares(edge, term);
  }
}

function nameHas(node: GraphNode, text: string): boolean {
  return `${node.namespace}/${node.name}${node.version === undefined ? "" : `@${node.version}`}`
    .toLowerCase()
    .includes(text);
}

function nodeField(node: GraphNode, field: string, value: string): boolean {
  switch (field) {
    case "name":
      return node.name.toLowerCase().includes(value);
    case "ns":
      return node.namespace.toLowerCase() === value;
    case "health":
      return node.health.status === value;
    case "kind":
      return node.kind === value;
    case "version":
      return node.version?.toLowerCase() === value;
    case "badge":
      return node.badges.some((badge) => badge.code.includes(value));
    case "plane":
      return node.dataplane === value;
    default:
      return false;
  }
}

function edgeField(edge: GraphEdge, field: string, value: string): boolean {
  if (field === "protocol") return edge.protocol === value;
  if (field === "health") return edge.health.status === value;
  const ratio = edge.mtlsRatio;
  if (ratio === undefined) return value === "unknown";
  return value === (ratio >= 0.9995 ? "on" : ratio === 0 ? "off" : "partial");
}

const measureOf: Readonly<Record<FindMeasure, (edge: GraphEdge) => number | undefined>> = {
  rps: (edge) => edge.requestsPerSecond,
  error: (edge) => edge.errorRatio,
  p50: (edge) => edge.latencyMsP50,
  p95: (edge) => edge.latencyMsP95,
  p99: (edge) => edge.latencyMsP99,
  bytes: (edge) => edge.bytesPerSecond,
  mtls: (edge) => edge.mtlsRatio,
  gap: (edge) => edge.reporterGap,
};

function compares(edge: GraphEdge, term: Extract<FindTerm, { type: "compare" }>): boolean {
  const value = measureOf[term.measure](edge);
  if (value === undefined) return false;
  return holds(value, term.op, term.value) !== term.negated;
}

function holds(value: number, op: ">" | ">=" | "<" | "<=", limit: number): boolean {
  switch (op) {
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
  }
}

import type { Enricher, GraphFacts } from "@/lib/graph/facts";
import { workloadsOfNode } from "@/lib/graph/node-workloads";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";
import { evaluateHealth, worstHealth } from "@/lib/health/evaluate";
import type { Health } from "@/lib/health/model";
import { servedTraffic } from "@/lib/telemetry/served-traffic";

/**
 * Judges edges by the worse of their reporters' views, and nodes by what they serve and by their pods. A node that
 * serves nothing measured is idle when its proxies would have said so, else unknown. Callers' health does not colour
 * the nodes they call, and calls that fail do not colour the caller: the edge does.
 */
export const judgeHealth: Enricher = (graph, facts) => {
  const edges = graph.edges.map((edge) => ({ ...edge, health: edgeHealth(edge, facts) }));
  const incoming = new Map<string, GraphEdge[]>();
  const outgoing = new Set<string>();
  for (const edge of edges) {
    const list = incoming.get(edge.destinationId) ?? [];
    list.push(edge);
    incoming.set(edge.destinationId, list);
    outgoing.add(edge.sourceId);
  }
  const nodes = graph.nodes.map((node) => ({
    ...node,
    health: nodeHealth(node, incoming.get(node.id) ?? [], outgoing.has(node.id), facts),
  }));
  return { nodes, edges } satisfies Graph;
};

function edgeHealth(edge: GraphEdge, facts: GraphFacts): Health {
  if (edge.protocol === "tcp") {
    const signals = edge.bytesPerSecond === undefined ? {} : { tcpBytesPerSecond: edge.bytesPerSecond };
    return evaluateHealth({ windowMs: facts.windowMs, ...signals }, facts.thresholds);
  }
  const views = edge.reports.map((report) =>
    evaluateHealth(
      {
        windowMs: facts.windowMs,
        requestsPerSecond: report.requestsPerSecond,
        byClass: report.byClass,
        ...(report.latencyMsP99 === undefined ? {} : { latencyMsP99: report.latencyMsP99 }),
      },
      facts.thresholds,
    ),
  );
  const worst = worstHealth(views);
  return { status: worst.status, reasons: firstPerMeasure(worst) };
}

/** Both reporters may name the same measure; the worse value stands. */
function firstPerMeasure(health: Health): Health["reasons"] {
  const best = new Map<string, Health["reasons"][number]>();
  for (const reason of health.reasons) {
    const present = best.get(reason.measure);
    if (present === undefined || reason.value > present.value) best.set(reason.measure, reason);
  }
  return [...best.values()];
}

function nodeHealth(
  node: GraphNode,
  incoming: readonly GraphEdge[],
  calls: boolean,
  facts: GraphFacts,
): Health {
  const byClass: Record<string, number> = {};
  let requests: number | undefined;
  let bytes: number | undefined;
  for (const edge of incoming) {
    if (edge.bytesPerSecond !== undefined) bytes = (bytes ?? 0) + edge.bytesPerSecond;
    const served = edge.protocol === "tcp" ? undefined : servedTraffic(edge.reports);
    if (served === undefined) continue;
    requests = (requests ?? 0) + served.requestsPerSecond;
    for (const [name, rate] of Object.entries(served.byClass)) byClass[name] = (byClass[name] ?? 0) + rate;
  }
  const silent = requests === undefined && bytes === undefined;
  if (silent && calls) return callerHealth(node, facts);
  const measuredZero = silent && reportsItself(node, facts);
  return evaluateHealth(
    {
      windowMs: facts.windowMs,
      byClass,
      ...(requests === undefined ? {} : { requestsPerSecond: requests }),
      ...(bytes === undefined ? {} : { tcpBytesPerSecond: bytes }),
      ...(measuredZero ? { requestsPerSecond: 0 } : {}),
      ...podsOf(node, facts),
    },
    facts.thresholds,
  );
}

/** Something that only calls (a gateway, a load generator) is alive: it is judged by its pods alone. */
function callerHealth(node: GraphNode, facts: GraphFacts): Health {
  if (node.kind === "unknown") return { status: "unknown", reasons: [] };
  const pods = evaluateHealth(
    { windowMs: facts.windowMs, requestsPerSecond: 1, ...podsOf(node, facts) },
    facts.thresholds,
  );
  return { status: pods.status, reasons: pods.reasons };
}

/** A proxy that served nothing has no series: with complete telemetry that is a zero, without a proxy it is silence. */
function reportsItself(node: GraphNode, facts: GraphFacts): boolean {
  return facts.telemetryComplete && node.dataplane !== undefined && node.dataplane !== "none";
}

function podsOf(node: GraphNode, facts: GraphFacts): { pods?: { desired: number; available: number } } {
  const counted = workloadsOfNode(node, facts).flatMap((workload) => workload.pods ?? []);
  if (counted.length === 0) return {};
  return {
    pods: {
      desired: counted.reduce((sum, pods) => sum + pods.desired, 0),
      available: counted.reduce((sum, pods) => sum + pods.available, 0),
    },
  };
}

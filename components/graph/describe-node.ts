import { nodeTitle } from "./node-title";
import { formatMeasure } from "@/lib/format/measure";
import type { Graph } from "@/lib/graph/model";

type Translate = (key: string, values?: Record<string, string | number>) => string;

/** A node in one sentence, for people who do not see the drawing; "" for an id that is not shown. */
export function describeNode(graph: Graph, id: string | undefined, t: Translate, status: Translate): string {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return "";
  return t("canvas.node", {
    name: nodeTitle(node),
    kind: t(`kind.${node.memberCount === undefined ? node.kind : "service"}`),
    health: status(`health.${node.health.status}`),
    rate: formatMeasure(node.inRequestsPerSecond, "rps"),
    callers: graph.edges.filter((edge) => edge.destinationId === id).length,
    callees: graph.edges.filter((edge) => edge.sourceId === id).length,
  });
}

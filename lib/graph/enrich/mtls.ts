import type { Enricher } from "@/lib/graph/facts";
import { markEdges } from "@/lib/graph/mark";
import type { Badge, GraphEdge } from "@/lib/graph/model";

/**
 * Marks edges by what proxies measured of mutual TLS: "mtls-off" without any, "mtls-partial" in between. Edges that
 * are fully secured carry no mark (`mtlsRatio` says it), nor do edges whose policy no proxy knew.
 */
export const markMtls: Enricher = (graph) => markEdges(graph, badgesOf);

function badgesOf(edge: GraphEdge): readonly Badge[] {
  if (edge.mtlsRatio === undefined || edge.mtlsRatio >= 0.9995) return [];
  const detail = `${(edge.mtlsRatio * 100).toFixed(1)} %`;
  return [{ code: edge.mtlsRatio === 0 ? "mtls-off" : "mtls-partial", severity: "warning", detail }];
}

import { markCircuitBreakers } from "@/lib/graph/enrich/circuit-breaker";
import { addDataplane } from "@/lib/graph/enrich/dataplane";
import { markExternal } from "@/lib/graph/enrich/external";
import { markFindings } from "@/lib/graph/enrich/findings";
import { markGateways } from "@/lib/graph/enrich/gateway";
import { judgeHealth } from "@/lib/graph/enrich/health";
import { addIdleNodes } from "@/lib/graph/enrich/idle";
import { markMissingPods } from "@/lib/graph/enrich/missing-pods";
import { markMtls } from "@/lib/graph/enrich/mtls";
import { markReporterGaps } from "@/lib/graph/enrich/reporter-gap";
import { markRuns } from "@/lib/graph/enrich/runs";
import { markVirtualServices } from "@/lib/graph/enrich/virtual-service";
import type { Enricher, GraphFacts } from "@/lib/graph/facts";
import type { Graph } from "@/lib/graph/model";

/** In order: nodes first, then what they are, then their marks, and health last because it reads the rest. */
const enrichers: readonly Enricher[] = [
  addIdleNodes,
  addDataplane,
  markGateways,
  markExternal,
  markVirtualServices,
  markRuns,
  markCircuitBreakers,
  markMissingPods,
  markFindings,
  markMtls,
  markReporterGaps,
  judgeHealth,
];

/** The graph with everything that `facts` can tell of it. */
export function enrichGraph(graph: Graph, facts: GraphFacts): Graph {
  return enrichers.reduce((current, enricher) => enricher(current, facts), graph);
}

import type { Enricher } from "@/lib/graph/facts";
import { markEdges } from "@/lib/graph/mark";

/** Rates of two proxies are read at different moments: small differences are no news. */
const gapMinimum = 0.1;

/** Marks edges whose two ends disagree about the request rate by more than a tenth. */
export const markReporterGaps: Enricher = (graph, facts) =>
  markEdges(graph, (edge) => {
    const gap = edge.reporterGap;
    const requests = ((edge.requestsPerSecond ?? 0) * facts.windowMs) / 1000;
    if (gap === undefined || gap <= gapMinimum || requests < 10) return [];
    return [{ code: "reporter-gap", severity: "info", detail: `${(gap * 100).toFixed(0)} %` }];
  });

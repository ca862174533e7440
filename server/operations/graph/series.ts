import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { chartTarget } from "@/lib/graph/chart-target";
import { indexInventory } from "@/lib/graph/inventory";
import { chartQueries } from "@/lib/telemetry/istio/chart-queries";
import { chartsFromSeries, type TrafficCharts } from "@/lib/telemetry/istio/charts-from-series";
import { rateWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, stepMsFor } from "@/lib/time-range";
import { scopeSchema } from "@/lib/time-range-schema";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readInventory } from "@/server/operations/inventory/read";
import { askRange } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export const graphSeriesInputSchema = scopeSchema.omit({ namespaces: true }).extend({
  /** A node's or an edge's id. */
  id: z.string().min(1).max(2000),
  direction: z.enum(["inbound", "outbound"]).default("inbound"),
  reporter: z.enum(["source", "destination", "waypoint"]).optional(),
});
export type GraphSeriesInput = z.infer<typeof graphSeriesInputSchema>;

/** The charts of one node (what it serves or calls) or of one edge. Throws invalid_input for text that is no id. */
export async function readGraphSeries(
  ctx: OperationContext,
  input: GraphSeriesInput,
): Promise<Sourced<TrafficCharts>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const inventory = await readInventory(gathering, sources.kubernetes, [], ctx.signal);
  const target = chartTarget(input.id, input.direction, indexInventory(inventory));
  if (target === undefined) {
    throw new ConsoleError("invalid_input", phrase("no_node_or_edge", { id: input.id }), {
      hint: phrase("graph_ids"),
      details: { field: "id" },
    });
  }
  const span = spanFromRange(input.range, ctx.nowMs());
  const stepMs = stepMsFor(span);
  const queries = chartQueries({ target, windowMs: rateWindowMs(stepMs, sources.scrapeMs) });
  const sets = await askRange(gathering, sources.metrics, queries, span, stepMs, ctx.signal);
  return gathering.answer(chartsFromSeries(sets, input.reporter));
}

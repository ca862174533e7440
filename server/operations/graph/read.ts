import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import { buildGraph } from "@/lib/graph/build";
import { findingSubjects } from "@/lib/findings/subjects";
import { enrichGraph } from "@/lib/graph/enrich/enrich";
import { indexInventory } from "@/lib/graph/inventory";
import type { Graph } from "@/lib/graph/model";
import type { GraphMode } from "@/lib/graph/resolve-peer";
import { defaultThresholds } from "@/lib/health/thresholds";
import { edgeQueries } from "@/lib/telemetry/istio/edge-queries";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange } from "@/lib/time-range";
import { scopeSchema } from "@/lib/time-range-schema";
import { clusterSources } from "@/server/operations/cluster-sources";
import { countedFindings } from "@/server/operations/findings/counted";
import { Gathering } from "@/server/operations/gathering";
import { readGraphConfig } from "@/server/operations/graph/read-config";
import { readInventory } from "@/server/operations/inventory/read";
import { askInstant } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export const graphInputSchema = scopeSchema.extend({
  mode: z.enum(["service", "workload", "version"]).default("service"),
  /** Also what exists but had no traffic in the window. */
  showIdle: z.boolean().default(false),
});
export type GraphInput = z.infer<typeof graphInputSchema>;

export type GraphRead = {
  readonly graph: Graph;
  readonly mode: GraphMode;
  /** What was asked for, so that a screen knows which question its data answers. */
  readonly namespaces: readonly string[];
  readonly showIdle: boolean;
  /** The console's name of the cluster. */
  readonly cluster: string;
  /** Rates are over this window, which ends at `atMs`. */
  readonly windowMs: number;
  readonly atMs: number;
};

/**
 * Who talks to whom, and how well: seven PromQL queries whatever the number of namespaces, joined with the cluster's
 * inventory and routing objects. A silent source leaves its part unknown; without request and TCP rates there is
 * nothing to draw but what exists.
 */
export async function readGraph(ctx: OperationContext, input: GraphInput): Promise<Sourced<GraphRead>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const span = spanFromRange(input.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const queries = edgeQueries({ namespaces: input.namespaces }, windowMs, input.showIdle);
  const [samples, inventory, config, counted] = await Promise.all([
    askInstant(gathering, sources.metrics, queries, span.endMs, ctx.signal),
    // All namespaces: the other end of an edge may be in one that was not chosen.
    readInventory(gathering, sources.kubernetes, [], ctx.signal),
    readGraphConfig(gathering, sources.kubernetes, ctx.signal),
    countedFindings(ctx, sources),
  ]);
  const edges = edgesFromSamples(samples, sources.name);
  const graph = enrichGraph(buildGraph(edges, inventory, input.mode), {
    cluster: sources.name,
    mode: input.mode,
    namespaces: input.namespaces,
    windowMs,
    thresholds: defaultThresholds,
    inventory,
    index: indexInventory(inventory),
    config,
    findings: findingSubjects(
      counted.findings.filter(({ severity }) => severity !== "info"),
      counted.objects,
    ),
    telemetryComplete: samples.requests !== undefined && samples.tcpSent !== undefined,
    showIdle: input.showIdle,
  });
  return gathering.answer({
    graph,
    mode: input.mode,
    namespaces: input.namespaces,
    showIdle: input.showIdle,
    cluster: sources.name,
    windowMs,
    atMs: span.endMs,
  });
}

import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { locateProxy, proxyInputSchema } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

export const statsInputSchema = proxyInputSchema.extend({
  /** RE2, unanchored; an empty one would make Envoy print everything. */
  filter: z.string().min(1, "give a filter: all statistics of an Envoy are too many").max(300),
});
export type StatsInput = z.infer<typeof statsInputSchema>;

export type StatRow = { readonly name: string; readonly value: number };

/** Counters and gauges of a proxy whose names match the filter. */
export async function readStats(
  ctx: OperationContext,
  input: StatsInput,
): Promise<Sourced<readonly StatRow[]>> {
  const sources = clusterSources(ctx, input.cluster);
  const address = await locateProxy(sources, input, ctx.signal);
  const stats = await sources.proxyAdmin.stats(address, input.filter, {
    purpose: "Envoy's own statistics",
    signal: ctx.signal,
  });
  return { ...stats, data: Object.entries(stats.data).map(([name, value]) => ({ name, value })) };
}

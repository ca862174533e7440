import { z } from "zod";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { phrase } from "@/lib/phrase";
import { clusterSources } from "@/server/operations/cluster-sources";
import { locateProxy, proxyInputSchema } from "@/server/operations/proxies/target";
import type { OperationContext, Statistic } from "@/server/ports";

export const statsInputSchema = proxyInputSchema.extend({
  /** RE2, unanchored; an empty one would make Envoy print everything. */
  filter: z.string().min(1, phrase("give_stats_filter").text).max(300),
  /** Without those that were never written. */
  used: z.boolean().default(false),
});
export type StatsInput = z.infer<typeof statsInputSchema>;

export type StatsRead = { readonly stats: readonly Statistic[]; readonly readAtMs: number };

/** Statistics of a proxy whose names match the filter, and when they were read: two reads make a rate. */
export async function readStats(ctx: OperationContext, input: StatsInput): Promise<Sourced<StatsRead>> {
  const sources = clusterSources(ctx, input.cluster);
  const address = await locateProxy(sources, input, ctx.signal);
  const answer = await sources.proxyAdmin
    .statistics(
      address,
      { filter: input.filter, isUsedOnly: input.used },
      { purpose: "Envoy's own statistics", signal: ctx.signal },
    )
    .catch((error: unknown) => {
      throw isRefusedFilter(error)
        ? new ConsoleError("invalid_input", phrase("stats_filter_no_re2", { filter: input.filter }), {
            hint: phrase("stats_filter_example"),
            details: { field: "filter" },
          })
        : error;
    });
  return { ...answer, data: { stats: answer.data, readAtMs: ctx.nowMs() } };
}

/** Envoy answers 400 for nothing else on this page. */
function isRefusedFilter(error: unknown): boolean {
  return error instanceof SourceError && error.source === "envoy" && error.reason === "bad_request";
}

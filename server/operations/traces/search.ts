import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { spanFromRange, type TimeSpan } from "@/lib/time-range";
import type { TraceSearch, TraceSummary } from "@/lib/traces/search";
import { clusterSources } from "@/server/operations/cluster-sources";
import { isInNamespaces } from "@/server/operations/traces/services";
import type { OperationContext } from "@/server/ports";

export type TraceSearchResult = {
  /** Newest first. */
  readonly summaries: readonly TraceSummary[];
  /** Traces that Jaeger found but that touch none of the chosen namespaces. */
  readonly outsideNamespaces: number;
  /** Jaeger gave as many traces as were asked for: there may be more. */
  readonly limited: boolean;
  readonly span: TimeSpan;
};

/** Traces that match, within the scope's range and namespaces. Throws invalid_input when the durations contradict each other. */
export async function searchTraces(
  ctx: OperationContext,
  input: TraceSearch,
): Promise<Sourced<TraceSearchResult>> {
  const { cluster, namespaces, range, ...query } = input;
  const { minDurationUs, maxDurationUs } = query;
  if (minDurationUs !== undefined && maxDurationUs !== undefined && minDurationUs > maxDurationUs) {
    throw new ConsoleError("invalid_input", phrase("durations_crossed"), {
      hint: phrase("durations_mend"),
      details: { field: "minDurationUs" },
    });
  }
  const span = spanFromRange(range, ctx.nowMs());
  const { traces } = clusterSources(ctx, cluster);
  const found = await traces.search(query, span, {
    purpose: "traces that match the search",
    signal: ctx.signal,
  });
  const summaries = found.data.filter((trace) => touchesNamespaces(trace, namespaces));
  return {
    ...found,
    data: {
      summaries,
      outsideNamespaces: found.data.length - summaries.length,
      limited: found.data.length >= query.limit,
      span,
    },
  };
}

function touchesNamespaces(trace: TraceSummary, namespaces: readonly string[]): boolean {
  return namespaces.length === 0 || trace.services.some(({ name }) => isInNamespaces(name, namespaces));
}

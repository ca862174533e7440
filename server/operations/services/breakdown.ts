import type { Sourced } from "@/lib/evidence";
import {
  breakdownLines,
  breakdownQuery,
  type BreakdownDimension,
  type BreakdownLine,
} from "@/lib/telemetry/istio/breakdown";
import { defaultScrapeMs, rateWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, stepMsFor, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { askRange } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export type Breakdown = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly lines: readonly BreakdownLine[];
  /** Values that had traffic; the lines are the busiest of them. */
  readonly total: number;
};

/** Requests to a service over time, split by caller, workload, version or code. */
export async function readBreakdown(
  ctx: OperationContext,
  input: { scope: Scope; namespace: string; name: string; by: BreakdownDimension },
): Promise<Sourced<Breakdown>> {
  const gathering = new Gathering();
  const { metrics, scrapeMs = defaultScrapeMs } = clusterSources(ctx, input.scope.cluster);
  const span = spanFromRange(input.scope.range, ctx.nowMs());
  const stepMs = stepMsFor(span, 120, scrapeMs);
  const query = breakdownQuery(
    { kind: "service", namespace: input.namespace, name: input.name },
    input.by,
    rateWindowMs(stepMs, scrapeMs),
  );
  const { requests } = await askRange(gathering, metrics, [query], span, stepMs, ctx.signal);
  return gathering.answer({
    startMs: requests?.startMs ?? span.startMs,
    stepMs: requests?.stepMs ?? stepMs,
    ...breakdownLines(requests, input.by),
  });
}

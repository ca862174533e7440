import type { Sourced } from "@/lib/evidence";
import { chartQueries } from "@/lib/telemetry/istio/chart-queries";
import { chartsFromSeries, type TrafficCharts } from "@/lib/telemetry/istio/charts-from-series";
import { defaultScrapeMs, rateWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, stepMsFor, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { askRange } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export type ChartsInput = {
  readonly scope: Scope;
  readonly kind: "service" | "workload";
  readonly direction: "inbound" | "outbound";
  readonly namespace: string;
  readonly name: string;
  readonly version?: string | undefined;
  readonly reporter?: "source" | "destination" | "waypoint" | undefined;
};

/** Golden metrics of a service, workload or version over time: eight range queries. */
export async function readCharts(ctx: OperationContext, input: ChartsInput): Promise<Sourced<TrafficCharts>> {
  const gathering = new Gathering();
  const { metrics, scrapeMs = defaultScrapeMs } = clusterSources(ctx, input.scope.cluster);
  const span = spanFromRange(input.scope.range, ctx.nowMs());
  const stepMs = stepMsFor(span, 120, scrapeMs);
  const queries = chartQueries({
    target: {
      kind: "subject",
      direction: input.direction,
      subject: { kind: input.kind, namespace: input.namespace, name: input.name },
      ...(input.version === undefined ? {} : { version: input.version }),
    },
    windowMs: rateWindowMs(stepMs, scrapeMs),
  });
  return gathering.answer(
    chartsFromSeries(await askRange(gathering, metrics, queries, span, stepMs, ctx.signal), input.reporter),
  );
}

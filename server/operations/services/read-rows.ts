import type { SourceWarning } from "@/lib/errors";
import { serviceRows } from "@/lib/overview/service-rows";
import type { ServiceRow } from "@/lib/overview/rows";
import { goldenSignalsFromSamples } from "@/lib/telemetry/istio/signals-from-samples";
import { signalsQueries } from "@/lib/telemetry/istio/signal-queries";
import { sparklineQueries, sparklinesFromSeries } from "@/lib/telemetry/istio/sparkline-queries";
import { defaultScrapeMs, instantWindowMs, rateWindowMs } from "@/lib/telemetry/rate-window";
import { saturationByWorkload, saturationQuery } from "@/lib/telemetry/saturation";
import { spanFromRange, stepMsFor, type Scope } from "@/lib/time-range";
import type { Gathering } from "@/server/operations/gathering";
import { readInventory } from "@/server/operations/inventory/read";
import { askInstant, askRange } from "@/server/operations/metrics/ask";
import type { ClusterSources, OperationContext } from "@/server/ports";

const sparkPoints = 30;

/** Services of the scope with golden signals, health and small charts: nine PromQL queries, whatever the number of namespaces. */
export async function readServiceRows(
  ctx: OperationContext,
  gathering: Gathering,
  sources: ClusterSources,
  scope: Scope,
): Promise<readonly ServiceRow[]> {
  const span = spanFromRange(scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const stepMs = stepMsFor(span, sparkPoints, sources.scrapeMs ?? defaultScrapeMs);
  const traffic = { kind: "service", direction: "inbound", scope: { namespaces: scope.namespaces } } as const;
  const { metrics, kubernetes } = sources;
  const passedOn = signalsQueries({
    kind: "workload",
    direction: "outbound",
    scope: { namespaces: scope.namespaces },
    windowMs,
  }).filter((query) => query.key === "requests");
  const [instant, outbound, saturation, lines, inventory] = await Promise.all([
    askInstant(gathering, metrics, signalsQueries({ ...traffic, windowMs }), span.endMs, ctx.signal),
    askInstant(gathering, metrics, passedOn, span.endMs, ctx.signal),
    askInstant(gathering, metrics, [saturationQuery(scope.namespaces, windowMs)], span.endMs, ctx.signal),
    askRange(
      gathering,
      metrics,
      sparklineQueries({ ...traffic, windowMs: rateWindowMs(stepMs, sources.scrapeMs) }),
      span,
      stepMs,
      ctx.signal,
    ),
    readInventory(gathering, kubernetes, scope.namespaces, ctx.signal),
  ]);
  const measuresNothing =
    scope.namespaces.length === 0 && instant.requests?.length === 0 && instant.tcpBytes?.length === 0;
  if (measuresNothing) gathering.warnings.push(nothingMeasured(sources.name));
  return serviceRows({
    cluster: sources.name,
    windowMs,
    inventory,
    metricsKnown: instant.requests !== undefined && !measuresNothing,
    signals: goldenSignalsFromSamples(instant, "service", "inbound", sources.name),
    sparklines: sparklinesFromSeries(lines, "service", "inbound", sources.name),
    outbound: new Map(
      goldenSignalsFromSamples(outbound, "workload", "outbound", sources.name).map(
        (each) => [`${each.subject.namespace}/${each.subject.name}`, each] as const,
      ),
    ),
    saturation: saturationByWorkload(saturation.saturation ?? []),
  });
}

/** Not one counter in the whole mesh is a Prometheus that does not scrape it, rather than a mesh without traffic. */
function nothingMeasured(cluster: string): SourceWarning {
  return {
    source: "prometheus",
    cluster,
    reason: "empty",
    part: "traffic of every service",
    message: "no series of istio_requests_total or istio_tcp_sent_bytes_total in this range",
    hint: "Check that this Prometheus scrapes the proxies of this mesh, that prometheus.scope fits, or choose a range with traffic.",
  };
}

import { rowLabels, trafficRows } from "@/lib/causes/derive/traffic-rows";
import type { TrafficRow } from "@/lib/causes/evidence";
import { isFailing } from "@/lib/causes/symptom";
import type { Sourced } from "@/lib/evidence";
import { failureQueries } from "@/lib/telemetry/istio/failure-queries";
import { defaultScrapeMs, instantWindowMs } from "@/lib/telemetry/rate-window";
import type { Sample } from "@/lib/telemetry/series";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";
import { mostFrequentFirst, symptomFromRow, type ObservedSymptom } from "./observed";

export type Failing = {
  /** Most frequent first; undefined while the metrics are unknown, empty when nothing fails. */
  readonly symptoms?: readonly ObservedSymptom[];
};

/** What fails in the scope now, whoever calls: where a person begins who knows only that something is wrong. */
export async function readFailing(ctx: OperationContext, scope: Scope): Promise<Sourced<Failing>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const { startMs, endMs } = spanFromRange(scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(endMs - startMs, sources.scrapeMs ?? defaultScrapeMs);
  const queries = failureQueries({ namespaces: scope.namespaces }, windowMs, rowLabels);
  const answers = await askInstant(gathering, sources.metrics, queries, endMs, ctx.signal);
  if (answers.failing === undefined) return gathering.answer({});
  const totals = new Map(trafficTotals(answers.totals ?? []));
  const rows = trafficRows([...answers.failing, ...(answers.tcp ?? [])]).filter(isFailing);
  const symptoms = withoutEchoes(rows).map((row) => symptomFromRow(row, totals.get(callOf(row))));
  return gathering.answer({ symptoms: symptoms.toSorted(mostFrequentFirst) });
}

const callOf = ({ reporter, source, host }: Pick<TrafficRow, "reporter" | "source" | "host">) =>
  `${reporter} ${source} ${host}`;

function trafficTotals(samples: readonly Sample[]): readonly (readonly [string, number])[] {
  return trafficRows(samples).map((row) => [callOf(row), row.perSecond]);
}

/** Both proxies of a call count its answer; what the destination's says again is left out. */
function withoutEchoes(rows: readonly TrafficRow[]): readonly TrafficRow[] {
  const nameOf = ({ source, destination, code, grpcStatus }: TrafficRow) =>
    `${source} ${destination} ${code} ${grpcStatus ?? ""}`;
  const said = new Set(rows.filter(({ reporter }) => reporter === "source").map(nameOf));
  return rows.filter((row) => row.reporter === "source" || !said.has(nameOf(row)));
}

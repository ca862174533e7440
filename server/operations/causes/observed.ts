import { isFailing, printFlags } from "@/lib/causes/symptom";
import type { TrafficRow } from "@/lib/causes/evidence";
import type { Sourced } from "@/lib/evidence";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import type { Edge } from "./edge";
import { locateEdge } from "@/lib/causes/derive/locate-edge";
import { readTraffic } from "./read-traffic";

/** One kind of failing answer of an edge. */
export type ObservedSymptom = {
  readonly code: number;
  /** As the label has it; "-" is none. */
  readonly flag: string;
  readonly grpcStatus?: number;
  readonly protocol: TrafficRow["protocol"];
  readonly reporter: "source" | "destination" | "waypoint";
  readonly source: string;
  readonly host: string;
  readonly destination: string;
  /** Requests, or connections of TCP, each second. */
  readonly perSecond: number;
  /** Of all that the same reporter counted from the source to the host, 0 to 1; absent is unknown. */
  readonly share?: number;
};

export type Observed = {
  readonly symptoms: readonly ObservedSymptom[];
  /** All requests each second that were counted; undefined while the metrics are unknown. */
  readonly perSecond?: number;
};

/** The failing codes and flags of an edge in the range, most frequent first. */
export async function readObserved(
  ctx: OperationContext,
  input: { readonly scope: Scope; readonly edge: Edge },
): Promise<Sourced<Observed>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.scope.cluster);
  const mesh = await readMeshObjects(sources, ctx.signal);
  gathering.warnings.push(...mesh.warnings);
  gathering.evidence.push(...mesh.evidence);
  const located = locateEdge(mesh.data, input.edge);
  const span = spanFromRange(input.scope.range, ctx.nowMs());
  const traffic = await readTraffic(gathering, sources, located, span, ctx.signal);
  if (traffic === undefined) return gathering.answer({ symptoms: [] });
  const total = traffic.edge.reduce((sum, row) => sum + row.perSecond, 0);
  return gathering.answer({ symptoms: symptomsOf(traffic.edge), perSecond: total });
}

function symptomsOf(rows: readonly TrafficRow[]): readonly ObservedSymptom[] {
  const groupOf = (row: TrafficRow) => `${row.reporter} ${row.source} ${row.host}`;
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(groupOf(row), (totals.get(groupOf(row)) ?? 0) + row.perSecond);
  return rows
    .filter((row) => isFailing(row) && row.perSecond > 0)
    .map((row) => symptomFromRow(row, totals.get(groupOf(row))))
    .toSorted((a, b) => Number(isNameless(a)) - Number(isNameless(b)) || mostFrequentFirst(a, b));
}

/** A failure before any route has no host: it may be another edge's, so what is surely this one's comes first. */
const isNameless = ({ host }: ObservedSymptom) => host === "unknown" || host === "";

/** A row as a symptom; `total` is all that its reporter counted from its source to its host, each second. */
export function symptomFromRow(row: TrafficRow, total: number | undefined): ObservedSymptom {
  return {
    code: row.code,
    flag: printFlags(row.flags),
    ...(row.grpcStatus === undefined ? {} : { grpcStatus: row.grpcStatus }),
    protocol: row.protocol,
    reporter: row.reporter,
    source: row.source,
    host: row.host,
    destination: row.destination,
    perSecond: row.perSecond,
    ...(total === undefined || total <= 0 ? {} : { share: Math.min(1, row.perSecond / total) }),
  };
}

/** Most frequent first, equal ones by their names. */
export function mostFrequentFirst(left: ObservedSymptom, right: ObservedSymptom): number {
  const nameOf = ({ reporter, code, flag, source, host }: ObservedSymptom) =>
    `${reporter}${code}${flag}${source}${host}`;
  return right.perSecond - left.perSecond || (nameOf(left) < nameOf(right) ? -1 : 1);
}

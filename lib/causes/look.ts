import type { ClusterEvidence, Evidence, RouteFact, TrafficRow } from "./evidence";
import { printFlags, type Symptom } from "./symptom";

/** The clusters that routes of the caller really use; all of them where no route is known. */
export function usedClusters(evidence: Evidence): readonly ClusterEvidence[] | undefined {
  const { clusters, routing } = evidence;
  if (clusters === undefined) return undefined;
  const named = new Set(
    forwards(routing?.routes ?? []).flatMap(({ destinations }) => destinations.map(({ cluster }) => cluster)),
  );
  const used = clusters.filter(({ name }) => named.has(name));
  return used.length > 0 ? used : clusters.filter(({ subset }) => subset === "");
}

/** Routes that hand requests on. */
export function forwards(routes: readonly RouteFact[]): readonly RouteFact[] {
  return routes.filter(({ answers }) => answers === undefined);
}

/** Requests each second of the rows that pass. */
export function rateOf(rows: readonly TrafficRow[], test: (row: TrafficRow) => boolean): number {
  return rows.reduce((sum, row) => sum + (test(row) ? row.perSecond : 0), 0);
}

/** Share of the edge's requests, as the caller counts them, that end like the symptom; undefined without traffic. */
export function shareOfSymptom(symptom: Symptom, evidence: Evidence): number | undefined {
  const rows = evidence.traffic?.edge;
  if (rows === undefined) return undefined;
  const reporter = symptom.reporter === "destination" ? "destination" : "source";
  const all = rateOf(rows, (row) => row.reporter === reporter);
  if (all <= 0) return undefined;
  const flags = printFlags(symptom.flags);
  const same = rateOf(
    rows,
    (row) => row.reporter === reporter && row.code === symptom.code && printFlags(row.flags) === flags,
  );
  return same / all;
}

/** Rows that the destination's own proxies report for this caller; undefined while metrics are unknown. */
export function seenByDestination(evidence: Evidence): readonly TrafficRow[] | undefined {
  const { traffic, caller } = evidence;
  if (traffic?.inbound === undefined) return undefined;
  const source = caller === undefined ? undefined : `${caller.namespace}/${caller.name}`;
  return traffic.inbound.filter((row) => source === undefined || row.source === source);
}

/** How many requests reach the destination for each that the caller's application makes; undefined when unknown. */
export function amplification(evidence: Evidence): number | undefined {
  const seen = seenByDestination(evidence);
  const sent = evidence.traffic?.edge;
  if (seen === undefined || sent === undefined) return undefined;
  const out = rateOf(sent, ({ reporter, special }) => reporter === "source" && special === undefined);
  const came = rateOf(seen, () => true);
  return out > 0.01 && came > 0 ? came / out : undefined;
}

/** The shortest limit of time on the way: a route's timeout or that of one try. */
export function shortestTimeout(
  evidence: Evidence,
): { readonly route: RouteFact; readonly timeoutMs: number } | undefined {
  const limits = forwards(evidence.routing?.routes ?? []).flatMap((route) => {
    const times = [route.timeoutMs, route.retries?.perTryTimeoutMs].filter((time) => time !== undefined);
    return times.length === 0 ? [] : [{ route, timeoutMs: Math.min(...times) }];
  });
  return limits.toSorted((a, b) => a.timeoutMs - b.timeoutMs)[0];
}

/** A percentage for people, one digit where it is small. */
export function percent(ratio: number): number {
  return ratio >= 0.1 ? Math.round(ratio * 100) : Math.round(ratio * 1000) / 10;
}

/** Rounded for people. */
export function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
}

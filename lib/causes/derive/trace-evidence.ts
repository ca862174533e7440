import type { TraceEvidence } from "@/lib/causes/evidence";
import { meshFactsFromSpan } from "@/lib/traces/mesh-facts";
import { selfTimesUs } from "@/lib/traces/self-time";
import { semanticKeys } from "@/lib/traces/semantic-keys";
import { attributeOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { buildTraceTable, type TraceTable } from "@/lib/traces/trace-table";

/**
 * What failing traces say of the calls to `host`: where in the tree below the call the first failure arose, and who
 * spent the time. Undefined when no trace holds such a call.
 */
export function traceEvidence(
  traces: readonly SpanColumns[],
  host: string,
  caller: { readonly namespace: string; readonly name: string } | undefined,
): TraceEvidence | undefined {
  const found = traces.flatMap((columns) => callsOf(buildTraceTable(columns), host, caller));
  if (found.length === 0) return undefined;
  return {
    calls: found.length,
    below: mostFrequent(found.filter(({ place }) => place === "below")),
    here: mostFrequent(found.filter(({ place }) => place === "here")),
    slowBelow: mostFrequent(found.filter(({ slow }) => slow === "below")),
    slowHere: mostFrequent(found.filter(({ slow }) => slow === "here")),
  };
}

type Call = {
  readonly traceId: string;
  /** Where the deepest failure is: in the call itself (nothing below says more), at the destination, or further down. */
  readonly place: "call" | "here" | "below";
  /** Who had most of the time, when one had more than half of it. */
  readonly slow?: "here" | "below";
  readonly service: string;
  readonly status: string;
  readonly durationMs: number;
};

function mostFrequent(calls: readonly Call[]): TraceEvidence["below"] {
  const [first] = calls;
  if (first === undefined) return undefined;
  const { traceId, service, status, durationMs } = first;
  return { traceId, service, status, durationMs: Math.round(durationMs), count: calls.length };
}

function callsOf(
  table: TraceTable,
  host: string,
  caller: { readonly namespace: string; readonly name: string } | undefined,
): readonly Call[] {
  const calls: Call[] = [];
  let selfUs: Float64Array | undefined;
  for (let row = 0; row < table.spanCount; row += 1) {
    const { upstream, workload } = meshFactsFromSpan(table, row);
    if (upstream?.direction !== "outbound" || upstream.host !== host || !isFailed(table, row)) continue;
    if (caller !== undefined && workload !== undefined && !isSame(workload, caller)) continue;
    selfUs ??= selfTimesUs(table);
    calls.push(callAt(table, row, host, selfUs));
  }
  return calls;
}

function isSame(
  one: { readonly namespace: string; readonly name: string },
  other: { readonly namespace: string; readonly name: string },
): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

function isFailed(table: TraceTable, row: number): boolean {
  if (table.statuses[row] === 2) return true;
  const status = Number(attributeOfRow(table, row, semanticKeys.httpStatus));
  return status >= 500 || (attributeOfRow(table, row, ["error"]) ?? "false") === "true";
}

function childrenOf(table: TraceTable, row: number): readonly number[] {
  const children: number[] = [];
  for (let child = table.firstChild[row] ?? -1; child >= 0; child = table.nextSibling[child] ?? -1)
    children.push(child);
  return children;
}

/** Whom a span below the call is about: another host that is called, or the service that reports it. */
function hostOf(
  table: TraceTable,
  row: number,
  host: string,
): { readonly name: string; readonly isBelow: boolean } {
  const { upstream } = meshFactsFromSpan(table, row);
  if (upstream?.direction === "outbound" && upstream.host !== undefined && upstream.host !== host)
    return { name: upstream.host, isBelow: true };
  return { name: serviceOfRow(table, row), isBelow: false };
}

function callAt(table: TraceTable, call: number, host: string, selfUs: Float64Array): Call {
  let deepest = call;
  let place: Call["place"] = "call";
  let service = host;
  for (let next: number | undefined = call; next !== undefined;) {
    deepest = next;
    const at = hostOf(table, next, host);
    if (at.isBelow) [place, service] = ["below", at.name];
    else if (next !== call && place === "call") [place, service] = ["here", at.name];
    next = childrenOf(table, next).find((child) => isFailed(table, child));
  }
  const totalUs = table.spanDurationUs[call] ?? 0;
  const slowest = slowestBelow(table, call, selfUs);
  const slow =
    slowest === undefined || (selfUs[slowest] ?? 0) < totalUs / 2
      ? undefined
      : isUnder(table, slowest, call, host)
        ? "below"
        : "here";
  return {
    traceId: table.traceId,
    place,
    ...(slow === undefined ? {} : { slow }),
    service: slow === "below" && slowest !== undefined ? hostOf(table, slowest, host).name : service,
    status: attributeOfRow(table, deepest, semanticKeys.httpStatus) ?? "",
    durationMs: totalUs / 1000,
  };
}

/** The row below the call that ran longest without a child of its own running; undefined when nothing is below. */
function slowestBelow(table: TraceTable, call: number, selfUs: Float64Array): number | undefined {
  let slowest: number | undefined;
  const open = [...childrenOf(table, call)];
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (slowest === undefined || (selfUs[row] ?? 0) > (selfUs[slowest] ?? 0)) slowest = row;
    open.push(...childrenOf(table, row));
  }
  return slowest;
}

/** Whether a call to another host lies between the call and the row, or is the row. */
function isUnder(table: TraceTable, row: number, call: number, host: string): boolean {
  for (let at = row; at >= 0 && at !== call; at = table.parent[at] ?? -1)
    if (hostOf(table, at, host).isBelow) return true;
  return false;
}

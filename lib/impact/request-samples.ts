import { meshFactsFromSpan } from "@/lib/traces/mesh-facts";
import { semanticKeys } from "@/lib/traces/semantic-keys";
import { attributeOfRow } from "@/lib/traces/span-attributes";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { buildTraceTable, type TraceTable } from "@/lib/traces/trace-table";
import type { WorkloadName } from "./model";

/** One call as a proxy reported it, with as much of the request as spans carry. Header names in lower case. */
export type SampledCall = {
  readonly source: WorkloadName;
  /** The name that the caller asked for, without port. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** The calls of one trace that leave a proxy, as a tree: `parent` is the index of the call that caused it, or -1. */
export type SampledTrace = {
  readonly calls: readonly SampledCall[];
  readonly parents: readonly number[];
};

/** The calls that traces hold. Spans of applications, and those without a URL or a cluster, are passed over. */
export function sampledTraces(traces: readonly SpanColumns[]): readonly SampledTrace[] {
  return traces.map((columns) => {
    const table = buildTraceTable(columns);
    const calls: SampledCall[] = [];
    const parents: number[] = [];
    const callOfRow = new Map<number, number>();
    for (const row of table.order) {
      const parent = nearestCall(table, row, callOfRow);
      const call = callOf(table, row);
      if (call === undefined) continue;
      const known = parent < 0 ? undefined : calls[parent];
      // A retry of Envoy's is a span of its own below the first.
      if (known !== undefined && isSameCall(known, call) && isRouterSpan(table, row)) {
        callOfRow.set(row, parent);
        continue;
      }
      callOfRow.set(row, calls.length);
      calls.push(call);
      parents.push(parent);
    }
    return { calls, parents };
  });
}

function nearestCall(table: TraceTable, row: number, calls: ReadonlyMap<number, number>): number {
  let at = table.parent[row] ?? -1;
  while (at >= 0) {
    const known = calls.get(at);
    if (known !== undefined) return known;
    at = table.parent[at] ?? -1;
  }
  return -1;
}

function isSameCall(a: SampledCall, b: SampledCall): boolean {
  return (
    a.host === b.host && a.port === b.port && a.path === b.path && a.source.workload === b.source.workload
  );
}

function isRouterSpan(table: TraceTable, row: number): boolean {
  return attributeOfRow(table, row, semanticKeys.httpUrl) === undefined;
}

function callOf(table: TraceTable, row: number): SampledCall | undefined {
  const facts = meshFactsFromSpan(table, row);
  const { upstream, workload } = facts;
  if (upstream === undefined || upstream.direction !== "outbound" || workload === undefined) return undefined;
  // A gateway's egress span leaves URL and method to its parent.
  const urlRow = isRouterSpan(table, row) ? (table.parent[row] ?? row) : row;
  const url = urlParts(attributeOfRow(table, urlRow, semanticKeys.httpUrl));
  if (url === undefined) return undefined;
  const isGateway = facts.proxy?.role === "router";
  const agent = attributeOfRow(table, urlRow, ["user_agent", "user_agent.original"]);
  return {
    source: { namespace: workload.namespace, workload: workload.name },
    host: url.host,
    port: url.port ?? (isGateway ? (url.scheme === "https" ? 443 : 80) : upstream.port),
    method: attributeOfRow(table, urlRow, semanticKeys.httpMethod) ?? (facts.isGrpc ? "POST" : "GET"),
    path: url.path,
    headers: {
      ...(agent === undefined ? {} : { "user-agent": agent }),
      ...(facts.isGrpc ? { "content-type": "application/grpc" } : {}),
    },
  };
}

function urlParts(
  text: string | undefined,
): { scheme: string; host: string; port: number | undefined; path: string } | undefined {
  const match = /^([a-z]+):\/\/(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?([^#]*)/i.exec(text ?? "");
  if (match === null) return undefined;
  const [, scheme = "", host = "", port, rest = ""] = match;
  const path = rest === "" ? "/" : rest.startsWith("/") ? rest : `/${rest}`;
  return {
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    path,
  };
}

/** Equal calls as one, with their number. */
export type CountedCall = SampledCall & { readonly count: number };

export function countedCalls(traces: readonly SampledTrace[]): readonly CountedCall[] {
  const found = new Map<string, SampledCall & { count: number }>();
  for (const { calls } of traces)
    for (const call of calls) {
      const key = JSON.stringify(call);
      const known = found.get(key) ?? { ...call, count: 0 };
      found.set(key, known);
      known.count += 1;
    }
  return [...found.values()];
}

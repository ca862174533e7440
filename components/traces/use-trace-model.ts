"use client";
import { useDeferredValue, useMemo } from "react";
import { criticalPath, pathTimesUs } from "@/lib/traces/critical-path";
import { indexPath, type PathIndex } from "@/lib/traces/path-bars";
import { selfTimesUs } from "@/lib/traces/self-time";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { traceFacts, type TraceFact } from "@/lib/traces/trace-facts";
import { buildTraceTable, type TraceTable } from "@/lib/traces/trace-table";

export type TraceAnalysis = {
  readonly path: PathIndex;
  readonly pathUs: Float64Array;
  readonly selfUs: Float64Array;
  readonly facts: ReadonlyMap<number, readonly TraceFact[]>;
};

/** The table of a trace, and what is computed from it; the second comes after the first paint. */
export function useTraceModel(columns: SpanColumns): {
  table: TraceTable;
  analysis: TraceAnalysis | undefined;
} {
  const table = useMemo(() => buildTraceTable(columns), [columns]);
  const painted = useDeferredValue<TraceTable | undefined>(table, undefined);
  const analysis = useMemo(() => (painted === undefined ? undefined : analyse(painted)), [painted]);
  return { table, analysis: painted === table ? analysis : undefined };
}

function analyse(table: TraceTable): TraceAnalysis {
  const path = criticalPath(table);
  const facts = new Map<number, TraceFact[]>();
  for (const fact of traceFacts(table)) {
    const known = facts.get(fact.row);
    if (known === undefined) facts.set(fact.row, [fact]);
    else known.push(fact);
  }
  return {
    path: indexPath(path, table.spanCount),
    pathUs: pathTimesUs(table, path),
    selfUs: selfTimesUs(table),
    facts,
  };
}

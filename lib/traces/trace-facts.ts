import type { TraceTable } from "./trace-table";

/** Something about a span that a person should know before trusting its place or its times. */
export type TraceFact =
  | { readonly code: "startsBeforeParent"; readonly row: number; readonly byUs: number }
  | { readonly code: "endsAfterParent"; readonly row: number; readonly byUs: number }
  | { readonly code: "outsideParent"; readonly row: number; readonly byUs: number }
  | { readonly code: "parentMissing"; readonly row: number; readonly parentSpanId: string }
  | { readonly code: "parentLoop"; readonly row: number }
  | { readonly code: "duplicateSpanId"; readonly row: number }
  | { readonly code: "reported"; readonly row: number; readonly text: string };

/** Clocks are never this equal: smaller differences between two machines are no fact. */
const clockGrainUs = 1;

/**
 * The facts of every row, by row. A child outside of its parent means clock skew or work that the parent did not wait
 * for; the times are never changed.
 */
export function traceFacts(table: TraceTable): TraceFact[] {
  const facts: TraceFact[] = [];
  for (let row = 0; row < table.spanCount; row += 1) {
    const timing = timingFact(table, row);
    if (timing !== undefined) facts.push(timing);
    const parentSpanId = table.orphans.get(row);
    if (parentSpanId !== undefined) facts.push({ code: "parentMissing", row, parentSpanId });
    if (table.loops.has(row)) facts.push({ code: "parentLoop", row });
    if (table.duplicates.has(row)) facts.push({ code: "duplicateSpanId", row });
    for (const text of table.warnings[row] ?? []) facts.push({ code: "reported", row, text });
  }
  return facts;
}

function timingFact(table: TraceTable, row: number): TraceFact | undefined {
  const parent = table.parent[row] ?? -1;
  if (parent < 0) return undefined;
  const start = table.offsetUs[row] ?? 0;
  const end = start + (table.spanDurationUs[row] ?? 0);
  const parentStart = table.offsetUs[parent] ?? 0;
  const parentEnd = parentStart + (table.spanDurationUs[parent] ?? 0);
  if (start >= parentEnd + clockGrainUs) return { code: "outsideParent", row, byUs: end - parentEnd };
  if (end <= parentStart - clockGrainUs) return { code: "outsideParent", row, byUs: parentStart - start };
  if (start < parentStart - clockGrainUs)
    return { code: "startsBeforeParent", row, byUs: parentStart - start };
  if (end > parentEnd + clockGrainUs) return { code: "endsAfterParent", row, byUs: end - parentEnd };
  return undefined;
}

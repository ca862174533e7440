import type { TraceTable } from "./trace-table";

/**
 * Per row, the µs in which the span ran and none of its children did. Children are clipped to their parent, and time
 * that several children share counts once.
 */
export function selfTimesUs(table: TraceTable): Float64Array {
  const selfUs = new Float64Array(table.spanCount);
  for (let row = 0; row < table.spanCount; row += 1) {
    const start = table.offsetUs[row] ?? 0;
    const end = start + (table.spanDurationUs[row] ?? 0);
    let coveredTo = start;
    let covered = 0;
    let child = table.firstChild[row] ?? -1;
    while (child >= 0) {
      const from = Math.max(table.offsetUs[child] ?? 0, coveredTo);
      const to = Math.min((table.offsetUs[child] ?? 0) + (table.spanDurationUs[child] ?? 0), end);
      if (to > from) {
        covered += to - from;
        coveredTo = to;
      }
      child = table.nextSibling[child] ?? -1;
    }
    selfUs[row] = end - start - covered;
  }
  return selfUs;
}

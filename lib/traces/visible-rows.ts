import type { TraceTable } from "./trace-table";

/** Rows to draw, top to bottom: tree order without what lies under a row of `collapsed`. */
export function flattenVisible(table: TraceTable, collapsed: ReadonlySet<number>): Int32Array {
  if (collapsed.size === 0) return table.order;
  const visible = new Int32Array(table.spanCount);
  let count = 0;
  let position = 0;
  while (position < table.spanCount) {
    const row = table.order[position] ?? 0;
    visible[count] = row;
    count += 1;
    position += 1 + (collapsed.has(row) ? (table.descendants[row] ?? 0) : 0);
  }
  return visible.subarray(0, count);
}

/** Rows with children at `depth` or below: what "collapse to this level" folds. */
export function rowsWithChildrenFrom(table: TraceTable, depth: number): Set<number> {
  const rows = new Set<number>();
  for (let row = 0; row < table.spanCount; row += 1) {
    if ((table.depth[row] ?? 0) >= depth && (table.firstChild[row] ?? -1) >= 0) rows.add(row);
  }
  return rows;
}

/** `collapsed` without the ancestors of `row`, so that `row` can be seen. */
export function revealed(
  table: TraceTable,
  collapsed: ReadonlySet<number>,
  row: number,
): ReadonlySet<number> {
  let next: Set<number> | undefined;
  let at = table.parent[row] ?? -1;
  while (at >= 0) {
    if (collapsed.has(at)) {
      next ??= new Set(collapsed);
      next.delete(at);
    }
    at = table.parent[at] ?? -1;
  }
  return next ?? collapsed;
}

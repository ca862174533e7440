import { at, type Digraph } from "@/lib/graph/layout/digraph";
import type { Layers } from "@/lib/graph/layout/order";
import type { Spacing } from "@/lib/graph/layout/layered";

/** Narrower drawings are left alone: they fit a screen. */
const widthMinimum = 3000;
const aspectMaximum = 3;
const aspectWanted = 1.8;

/** Vertical extent of some columns. */
function extent(columns: Layers, graph: Digraph, y: Float64Array): { top: number; bottom: number } {
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const vertex of column) {
      top = Math.min(top, at(y, vertex) - at(graph.height, vertex) / 2);
      bottom = Math.max(bottom, at(y, vertex) + at(graph.height, vertex) / 2);
    }
  }
  return { top, bottom };
}

/**
 * Breaks a very long drawing into rows, like words into lines: a chain of forty namespaces would otherwise be a strip
 * of a few pixels. Changes `x` and `y`, the centres of `columns` that stand side by side.
 */
export function foldColumns(
  columns: Layers,
  graph: Digraph,
  spacing: Spacing,
  x: Float64Array,
  y: Float64Array,
): void {
  const last = columns.at(-1)?.[0];
  const first = columns[0]?.[0];
  if (last === undefined || first === undefined) return;
  const width = at(x, last) - at(x, first);
  const whole = extent(columns, graph, y);
  const height = whole.bottom - whole.top;
  if (width < widthMinimum || width / height < aspectMaximum) return;
  const rows = Math.max(2, Math.round(Math.sqrt(width / (height * aspectWanted))));
  const rowWidth = width / rows;
  const lines: Int32Array[][] = [];
  for (const column of columns) {
    const line = Math.min(rows - 1, Math.floor((at(x, column[0] ?? 0) - at(x, first)) / (rowWidth + 1)));
    (lines[line] ??= []).push(column);
  }
  let bottom = 0;
  for (const line of lines) {
    if (line === undefined) continue;
    const { top, bottom: end } = extent(line, graph, y);
    let left = Number.POSITIVE_INFINITY;
    for (const vertex of line[0] ?? []) left = Math.min(left, at(x, vertex) - at(graph.width, vertex) / 2);
    for (const column of line) {
      for (const vertex of column) {
        x[vertex] = at(x, vertex) - left;
        y[vertex] = at(y, vertex) - top + bottom;
      }
    }
    bottom += end - top + spacing.nodeGap * 2;
  }
}

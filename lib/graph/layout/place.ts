import { adjacency, at, type Adjacency, type Digraph } from "@/lib/graph/layout/digraph";
import type { Layers } from "@/lib/graph/layout/order";

const passes = 6;

/** Where each vertex would like to be beyond its neighbours' wishes: places of an earlier layout. */
export type Anchors = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly known: Uint8Array;
};

/**
 * The vertical centre of every vertex: as near to its neighbours (or to its anchor) as the order of its column and
 * the gap allow, so that long chains run straight and nothing overlaps.
 */
export function placeVertices(graph: Digraph, columns: Layers, gap: number, anchors?: Anchors): Float64Array {
  const { count, from, to } = graph;
  const callers = adjacency(count, to, from);
  const callees = adjacency(count, from, to);
  const y = new Float64Array(count);
  for (const column of columns) stack(column, graph.height, gap, y);
  for (let pass = 0; pass < passes; pass += 1) {
    const down = pass % 2 === 0;
    const sequence = down ? columns : [...columns].reverse();
    const last = pass >= passes - 2;
    for (const column of sequence) {
      const wanted = new Float64Array(column.length);
      for (let index = 0; index < column.length; index += 1) {
        const vertex = at(column, index);
        const wish = last
          ? meanOfBoth(vertex, callers, callees, y)
          : meanOf(vertex, down ? callers : callees, y);
        wanted[index] = anchors?.known[vertex] === 1 ? at(anchors.y, vertex) : (wish ?? at(y, vertex));
      }
      settle(column, wanted, graph.height, gap, y);
    }
  }
  return y;
}

/** One below the other, centred on 0. */
function stack(column: Int32Array, height: Float64Array, gap: number, y: Float64Array): void {
  let total = -gap;
  for (const vertex of column) total += at(height, vertex) + gap;
  let top = -total / 2;
  for (const vertex of column) {
    y[vertex] = top + at(height, vertex) / 2;
    top += at(height, vertex) + gap;
  }
}

function meanOf(vertex: number, { offsets, targets }: Adjacency, y: Float64Array): number | undefined {
  const start = at(offsets, vertex);
  const end = at(offsets, vertex + 1);
  if (start === end) return undefined;
  let sum = 0;
  for (let i = start; i < end; i += 1) sum += at(y, at(targets, i));
  return sum / (end - start);
}

function meanOfBoth(
  vertex: number,
  callers: Adjacency,
  callees: Adjacency,
  y: Float64Array,
): number | undefined {
  const above = meanOf(vertex, callers, y);
  const below = meanOf(vertex, callees, y);
  if (above === undefined) return below;
  return below === undefined ? above : (above + below) / 2;
}

/**
 * Moves a column's vertices as near to `wanted` as their order and the gap allow (least squares). Without the
 * distances that must lie between them this is isotonic regression, solved by pooling neighbours that violate.
 */
function settle(
  column: Int32Array,
  wanted: Float64Array,
  height: Float64Array,
  gap: number,
  y: Float64Array,
): void {
  const offset = new Float64Array(column.length);
  for (let i = 1; i < column.length; i += 1) {
    const half = (at(height, at(column, i - 1)) + at(height, at(column, i))) / 2;
    offset[i] = at(offset, i - 1) + half + gap;
  }
  const sums: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < column.length; i += 1) {
    sums.push(at(wanted, i) - at(offset, i));
    sizes.push(1);
    while (sums.length > 1) {
      const top = sums.length - 1;
      const a = (sums[top - 1] ?? 0) / (sizes[top - 1] ?? 1);
      const b = (sums[top] ?? 0) / (sizes[top] ?? 1);
      if (a <= b) break;
      sums[top - 1] = (sums[top - 1] ?? 0) + (sums[top] ?? 0);
      sizes[top - 1] = (sizes[top - 1] ?? 0) + (sizes[top] ?? 0);
      sums.pop();
      sizes.pop();
    }
  }
  let index = 0;
  sums.forEach((sum, block) => {
    const size = sizes[block] ?? 1;
    for (let k = 0; k < size; k += 1) {
      y[at(column, index)] = sum / size + at(offset, index);
      index += 1;
    }
  });
}

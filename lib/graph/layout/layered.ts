import { breakCycles } from "@/lib/graph/layout/break-cycles";
import { at, type Digraph } from "@/lib/graph/layout/digraph";
import { foldColumns } from "@/lib/graph/layout/fold-columns";
import { reduceCrossings, seedLayers, type Layers } from "@/lib/graph/layout/order";
import { placeVertices, type Anchors } from "@/lib/graph/layout/place";
import { compressRanks, rankVertices } from "@/lib/graph/layout/rank";
import { bendCount, splitLongEdges, type SplitGraph } from "@/lib/graph/layout/split-edges";
import { wrapLayers } from "@/lib/graph/layout/wrap-layers";

/** Centres of a drawing whose top left corner is (0, 0). */
export type Drawing = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
  /** Per edge: x, y of its bends from the caller to the called, or nothing for a straight one. */
  readonly bends: readonly (readonly number[])[];
};

export type Spacing = { readonly layerGap: number; readonly nodeGap: number };

/** Above this many vertices and bends, edges run straight: nobody follows a single one there. */
const bendLimit = 1500;

/**
 * A layered drawing of one connected graph, callers left of what they call. `anchors` are places of an earlier
 * drawing: with them the order is kept and nothing is swept, so that a small change moves little.
 */
export function drawLayered(input: Digraph, spacing: Spacing, anchors?: Anchors): Drawing {
  const acyclic = breakCycles(input);
  const rank = compressRanks(rankVertices(acyclic));
  const wanted = bendCount(acyclic, rank);
  const bent = input.count + wanted <= bendLimit;
  const split: SplitGraph = bent
    ? splitLongEdges(acyclic, rank)
    : { graph: acyclic, rank, real: input.count, bends: [] };
  const held = anchors === undefined ? undefined : extendAnchors(anchors, split.graph.count);
  const seed = held === undefined ? indices(split.graph.count) : seedFromAnchors(acyclic, split, held);
  const seeded = seedLayers(split.rank, seed);
  const ordered = held === undefined ? reduceCrossings(split.graph, seeded) : seeded;
  const cellWidth = mean(input.width) + spacing.layerGap;
  const cellHeight = mean(input.height) + spacing.nodeGap;
  const columns = wrapLayers(ordered, cellWidth, cellHeight, held);
  const y = placeVertices(split.graph, columns, spacing.nodeGap, held);
  const x = columnCentres(columns, split.graph, spacing.layerGap);
  foldColumns(columns, split.graph, spacing, x, y);
  return finish(input, acyclic, split.bends, x, y);
}

function indices(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => index);
}

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Bends have no old place: they follow the ends of their edge. */
function extendAnchors(anchors: Anchors, count: number): Anchors {
  const x = new Float64Array(count);
  x.set(anchors.x);
  const y = new Float64Array(count);
  y.set(anchors.y);
  const known = new Uint8Array(count);
  known.set(anchors.known);
  return { x, y, known };
}

/** Known vertices by their old height; new ones by the mean of their known neighbours; bends between their ends. */
function seedFromAnchors(graph: Digraph, split: SplitGraph, anchors: Anchors): Float64Array {
  const seed = anchors.y.slice();
  const sum = new Float64Array(graph.count);
  const number = new Float64Array(graph.count);
  const note = (one: number, other: number): void => {
    if (anchors.known[other] !== 1) return;
    sum[one] = at(sum, one) + at(anchors.y, other);
    number[one] = at(number, one) + 1;
  };
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    note(at(graph.from, edge), at(graph.to, edge));
    note(at(graph.to, edge), at(graph.from, edge));
  }
  for (let vertex = 0; vertex < graph.count; vertex += 1) {
    if (anchors.known[vertex] === 1) continue;
    seed[vertex] = at(number, vertex) > 0 ? at(sum, vertex) / at(number, vertex) : Number.MAX_VALUE;
  }
  split.bends.forEach((chain, edge) => {
    const start = at(seed, at(graph.from, edge));
    const end = at(seed, at(graph.to, edge));
    chain.forEach((bend, index) => {
      seed[bend] = start + ((end - start) * (index + 1)) / (chain.length + 1);
    });
  });
  return seed;
}

function columnCentres(columns: Layers, graph: Digraph, gap: number): Float64Array {
  const x = new Float64Array(graph.count);
  let left = 0;
  for (const column of columns) {
    let width = 0;
    for (const vertex of column) width = Math.max(width, at(graph.width, vertex));
    for (const vertex of column) x[vertex] = left + width / 2;
    left += width + gap;
  }
  return x;
}

/** Moves the drawing to (0, 0) and turns bends back into the direction of their original edge. */
function finish(
  input: Digraph,
  acyclic: Digraph,
  bends: readonly (readonly number[])[],
  x: Float64Array,
  y: Float64Array,
): Drawing {
  let right = 0;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let vertex = 0; vertex < input.count; vertex += 1) {
    right = Math.max(right, at(x, vertex) + at(input.width, vertex) / 2);
    top = Math.min(top, at(y, vertex) - at(input.height, vertex) / 2);
    bottom = Math.max(bottom, at(y, vertex) + at(input.height, vertex) / 2);
  }
  for (const chain of bends) {
    for (const bend of chain) {
      top = Math.min(top, at(y, bend));
      bottom = Math.max(bottom, at(y, bend));
    }
  }
  const points = bends.map((chain, edge) => {
    const turned = at(acyclic.from, edge) !== at(input.from, edge);
    const path = turned ? [...chain].reverse() : chain;
    return path.flatMap((bend) => [at(x, bend), at(y, bend) - top]);
  });
  return {
    x: x.slice(0, input.count),
    y: y.slice(0, input.count).map((value) => value - top),
    width: right,
    height: input.count === 0 ? 0 : bottom - top,
    bends: points,
  };
}

import { at, type Digraph } from "@/lib/graph/layout/digraph";
import type { Spacing } from "@/lib/graph/layout/layered";
import { reduceCrossings, seedLayers, type Layers } from "@/lib/graph/layout/order";
import { placeVertices, type Anchors } from "@/lib/graph/layout/place";
import { bendCount, splitLongEdges, type SplitGraph } from "@/lib/graph/layout/split-edges";

/** One group drawn by itself: its vertices first, then the bends of its inner edges. */
export type GroupDrawing = {
  /** Layer, and column within the layer, of every vertex and bend. */
  readonly layer: Int32Array;
  readonly column: Int32Array;
  /** Centres, from 0 downwards. */
  readonly y: Float64Array;
  readonly height: number;
  /** Per layer: how many columns the group needs there. */
  readonly columnsOfLayer: readonly number[];
  readonly bends: readonly { readonly edge: number; readonly chain: readonly number[] }[];
};

/** Nobody follows a single edge through a larger graph: there edges run straight. */
const detailLimit = 500;

/** Draws the vertices of one group with the edges among them; `rank` and `place` are those of the whole graph. */
export function drawGroup(
  graph: Digraph,
  vertices: readonly number[],
  rank: Int32Array,
  place: Float64Array,
  spacing: Spacing,
  anchors: Anchors | undefined,
): GroupDrawing {
  const { inner, edges } = innerGraph(graph, vertices);
  const ranks = Int32Array.from(vertices, (vertex) => at(rank, vertex));
  const bent = graph.count <= detailLimit && bendCount(inner, ranks) <= detailLimit;
  const split: SplitGraph = bent
    ? splitLongEdges(inner, ranks)
    : { graph: inner, rank: ranks, real: vertices.length, bends: [] };
  const seed = seedOf(split, inner, vertices, place);
  const seeded = seedLayers(split.rank, seed);
  const ordered =
    anchors === undefined && bent && inner.from.length > 0 ? reduceCrossings(split.graph, seeded) : seeded;
  const rows = Math.max(12, Math.ceil(Math.sqrt(vertices.length * 1.2)));
  const column = new Int32Array(split.graph.count);
  const columnsOfLayer: number[] = [];
  const columns: Layers = ordered.flatMap((layer, index) => {
    const needed = Math.ceil(layer.length / rows);
    columnsOfLayer[index] = needed;
    return Array.from({ length: needed }, (_, number) => {
      const part = layer.slice(number * rows, (number + 1) * rows);
      for (const vertex of part) column[vertex] = number;
      return part;
    });
  });
  const held = anchors === undefined ? undefined : heldAnchors(vertices, split.graph.count, anchors);
  const y = placeVertices(split.graph, columns, spacing.nodeGap, held);
  const height = moveToTop(y, split.graph.height);
  const bends = split.bends.flatMap((chain, index) => {
    const edge = edges[index];
    return chain.length === 0 || edge === undefined ? [] : [{ edge, chain }];
  });
  return { layer: split.rank, column, y, height, columnsOfLayer, bends };
}

function innerGraph(
  graph: Digraph,
  vertices: readonly number[],
): { inner: Digraph; edges: readonly number[] } {
  const local = new Map(vertices.map((vertex, index) => [vertex, index]));
  const edges: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  // The whole edge list per group would be quadratic: only edges of this group's vertices are looked at.
  for (const vertex of vertices) {
    for (const edge of edgesFrom(graph, vertex)) {
      const target = local.get(at(graph.to, edge));
      if (target === undefined) continue;
      edges.push(edge);
      from.push(local.get(vertex) ?? 0);
      to.push(target);
    }
  }
  return {
    edges,
    inner: {
      count: vertices.length,
      from: Int32Array.from(from),
      to: Int32Array.from(to),
      width: Float64Array.from(vertices, (vertex) => at(graph.width, vertex)),
      height: Float64Array.from(vertices, (vertex) => at(graph.height, vertex)),
    },
  };
}

const edgeIndex = new WeakMap<Digraph, readonly (readonly number[])[]>();

/** Numbers of the edges that leave a vertex; indexed once per graph. */
function edgesFrom(graph: Digraph, vertex: number): readonly number[] {
  const known = edgeIndex.get(graph);
  if (known !== undefined) return known[vertex] ?? [];
  const lists: number[][] = Array.from({ length: graph.count }, () => []);
  graph.from.forEach((source, edge) => lists[source]?.push(edge));
  edgeIndex.set(graph, lists);
  return lists[vertex] ?? [];
}

function seedOf(
  split: SplitGraph,
  inner: Digraph,
  vertices: readonly number[],
  place: Float64Array,
): Float64Array {
  const seed = new Float64Array(split.graph.count);
  vertices.forEach((vertex, index) => {
    seed[index] = at(place, vertex);
  });
  split.bends.forEach((chain, edge) => {
    const start = at(seed, at(inner.from, edge));
    const end = at(seed, at(inner.to, edge));
    chain.forEach((bend, index) => {
      seed[bend] = start + ((end - start) * (index + 1)) / (chain.length + 1);
    });
  });
  return seed;
}

function heldAnchors(vertices: readonly number[], count: number, anchors: Anchors): Anchors {
  const held = { x: new Float64Array(count), y: new Float64Array(count), known: new Uint8Array(count) };
  vertices.forEach((vertex, index) => {
    held.x[index] = at(anchors.x, vertex);
    held.y[index] = at(anchors.y, vertex);
    held.known[index] = at(anchors.known, vertex);
  });
  return held;
}

function moveToTop(y: Float64Array, height: Float64Array): number {
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let vertex = 0; vertex < y.length; vertex += 1) {
    top = Math.min(top, at(y, vertex) - at(height, vertex) / 2);
    bottom = Math.max(bottom, at(y, vertex) + at(height, vertex) / 2);
  }
  for (let vertex = 0; vertex < y.length; vertex += 1) y[vertex] = at(y, vertex) - top;
  return bottom - top;
}

/**
 * The ranks with vertices that neither call nor are called spread over the layers of their group: a namespace of
 * idle services is a block instead of one long column.
 */
export function spreadLoners(graph: Digraph, rank: Int32Array, groups: readonly string[]): Int32Array {
  const linked = new Uint8Array(graph.count);
  for (const vertex of graph.from) linked[vertex] = 1;
  for (const vertex of graph.to) linked[vertex] = 1;
  const spans = new Map<string, { first: number; last: number; loners: number }>();
  groups.forEach((group, vertex) => {
    const span = spans.get(group) ?? { first: Number.POSITIVE_INFINITY, last: -1, loners: 0 };
    if (linked[vertex] === 1) {
      span.first = Math.min(span.first, at(rank, vertex));
      span.last = Math.max(span.last, at(rank, vertex));
    } else span.loners += 1;
    spans.set(group, span);
  });
  const next = new Map<string, number>();
  const result = rank.slice();
  groups.forEach((group, vertex) => {
    const span = spans.get(group);
    if (linked[vertex] === 1 || span === undefined) return;
    const first = span.last < 0 ? 0 : span.first;
    const width = Math.max(span.last < 0 ? 1 : span.last - span.first + 1, Math.ceil(Math.sqrt(span.loners)));
    const number = next.get(group) ?? 0;
    next.set(group, number + 1);
    result[vertex] = first + (number % width);
  });
  return result;
}

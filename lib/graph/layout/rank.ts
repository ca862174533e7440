import { adjacency, at, type Digraph } from "@/lib/graph/layout/digraph";

/**
 * The layer of every vertex of a graph without cycles: the longest way from a vertex without callers. Vertices that
 * nothing calls move next to what they call first, so that a late entry does not span the picture.
 */
export function rankVertices(graph: Digraph): Int32Array {
  const { count, from, to } = graph;
  const { offsets, targets } = adjacency(count, from, to);
  const waiting = new Int32Array(count);
  for (const vertex of to) waiting[vertex] = at(waiting, vertex) + 1;
  const called = waiting.slice();
  const rank = new Int32Array(count);
  const queue = new Int32Array(count);
  let tail = 0;
  for (let vertex = 0; vertex < count; vertex += 1) {
    if (waiting[vertex] === 0) {
      queue[tail] = vertex;
      tail += 1;
    }
  }
  for (let head = 0; head < tail; head += 1) {
    const vertex = at(queue, head);
    for (let i = at(offsets, vertex); i < at(offsets, vertex + 1); i += 1) {
      const target = at(targets, i);
      rank[target] = Math.max(at(rank, target), at(rank, vertex) + 1);
      waiting[target] = at(waiting, target) - 1;
      if (waiting[target] === 0) {
        queue[tail] = target;
        tail += 1;
      }
    }
  }
  for (let vertex = 0; vertex < count; vertex += 1) {
    const start = at(offsets, vertex);
    const end = at(offsets, vertex + 1);
    if (called[vertex] !== 0 || start === end) continue;
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = start; i < end; i += 1) nearest = Math.min(nearest, at(rank, at(targets, i)));
    rank[vertex] = Math.max(0, nearest - 1);
  }
  return rank;
}

/** Fewer layers than this are never merged: they fit a screen. */
const depthMinimum = 24;

/**
 * The ranks with neighbouring layers merged until there are about as many as the square root of the vertices: one
 * very long chain of calls would otherwise make a strip of the whole drawing. Merged layers have edges inside.
 */
export function compressRanks(rank: Int32Array): Int32Array {
  const depth = rank.reduce((max, layer) => Math.max(max, layer + 1), 0);
  const wanted = Math.max(depthMinimum, Math.ceil(Math.sqrt(rank.length)));
  return depth <= wanted ? rank : rank.map((layer) => Math.floor((layer * wanted) / depth));
}

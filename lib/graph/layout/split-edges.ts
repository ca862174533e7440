import { at, type Digraph } from "@/lib/graph/layout/digraph";

/** A graph whose edges all join neighbouring layers: long ones run over bends, which are vertices too. */
export type SplitGraph = {
  readonly graph: Digraph;
  readonly rank: Int32Array;
  /** The first `real` vertices are the original ones. */
  readonly real: number;
  /** Per original edge: its bends in the order of rising layers. */
  readonly bends: readonly (readonly number[])[];
};

/** Room that a passing edge gets between nodes. */
const bendHeight = 22;

/** How many bends `splitLongEdges` would make. */
export function bendCount(graph: Digraph, rank: Int32Array): number {
  let sum = 0;
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    sum += Math.max(0, Math.abs(at(rank, at(graph.to, edge)) - at(rank, at(graph.from, edge))) - 1);
  }
  return sum;
}

/** Puts a bend into every layer that an edge crosses; edges lead to higher layers (see `breakCycles`). */
export function splitLongEdges(graph: Digraph, rank: Int32Array): SplitGraph {
  const count = graph.count + bendCount(graph, rank);
  const ranks = new Int32Array(count);
  ranks.set(rank);
  const width = new Float64Array(count);
  width.set(graph.width);
  const height = new Float64Array(count).fill(bendHeight);
  height.set(graph.height);
  const from: number[] = [];
  const to: number[] = [];
  let next = graph.count;
  const bends = Array.from(graph.from, (source, edge) => {
    const target = at(graph.to, edge);
    const chain: number[] = [];
    let previous = source;
    for (let layer = at(rank, source) + 1; layer < at(rank, target); layer += 1) {
      ranks[next] = layer;
      from.push(previous);
      to.push(next);
      chain.push(next);
      previous = next;
      next += 1;
    }
    from.push(previous);
    to.push(target);
    return chain;
  });
  return {
    graph: { count, from: Int32Array.from(from), to: Int32Array.from(to), width, height },
    rank: ranks,
    real: graph.count,
    bends,
  };
}

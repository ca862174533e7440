import { adjacency, at, type Digraph } from "@/lib/graph/layout/digraph";

/**
 * The same graph without cycles: edges that lead back to an open ancestor of a depth-first walk are turned round.
 * The walk starts at vertices that nothing calls, then at the lowest number left, so the result is deterministic;
 * it keeps its own stack, because call chains may be deeper than JavaScript's.
 */
export function breakCycles(graph: Digraph): Digraph {
  const { count } = graph;
  const order = finishOrder(graph);
  const from = graph.from.slice();
  const to = graph.to.slice();
  const position = new Int32Array(count);
  order.forEach((vertex, index) => {
    position[vertex] = index;
  });
  // Reverse finish order is a topological order once back edges are turned.
  for (let edge = 0; edge < from.length; edge += 1) {
    const a = at(graph.from, edge);
    const b = at(graph.to, edge);
    if (at(position, a) < at(position, b)) {
      from[edge] = b;
      to[edge] = a;
    }
  }
  return { ...graph, from, to };
}

/** Vertices in the order in which the walk leaves them. */
function finishOrder(graph: Digraph): Int32Array {
  const { count, from, to } = graph;
  const { offsets, targets } = adjacency(count, from, to);
  const called = new Uint8Array(count);
  for (const vertex of to) called[vertex] = 1;
  const state = new Uint8Array(count);
  const next = offsets.slice(0, count);
  const order = new Int32Array(count);
  const stack = new Int32Array(count);
  let finished = 0;
  const walk = (root: number): void => {
    if (state[root] !== 0) return;
    let depth = 1;
    stack[0] = root;
    state[root] = 1;
    while (depth > 0) {
      const vertex = at(stack, depth - 1);
      const cursor = at(next, vertex);
      if (cursor === at(offsets, vertex + 1)) {
        order[finished] = vertex;
        finished += 1;
        depth -= 1;
        continue;
      }
      next[vertex] = cursor + 1;
      const target = at(targets, cursor);
      if (state[target] !== 0) continue;
      state[target] = 1;
      stack[depth] = target;
      depth += 1;
    }
  };
  for (let vertex = 0; vertex < count; vertex += 1) if (called[vertex] === 0) walk(vertex);
  for (let vertex = 0; vertex < count; vertex += 1) walk(vertex);
  return order;
}

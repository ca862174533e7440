/** A directed graph over vertices 0…count-1 with sizes; edges are pairs in two arrays. Self loops are left out. */
export type Digraph = {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
};

/** Neighbours of all vertices in one array: those of `v` are `targets[offsets[v]]` up to `targets[offsets[v + 1]]`. */
export type Adjacency = { readonly offsets: Int32Array; readonly targets: Int32Array };

/** Element of a typed array at an index that is within it by construction. */
export function at(array: Int32Array | Float64Array | Uint8Array | Float32Array, index: number): number {
  return array[index] ?? 0;
}

/** Successors of every vertex along `from` → `to`; swap the two for predecessors. */
export function adjacency(count: number, from: Int32Array, to: Int32Array): Adjacency {
  const offsets = new Int32Array(count + 1);
  for (const vertex of from) offsets[vertex + 1] = at(offsets, vertex + 1) + 1;
  for (let vertex = 0; vertex < count; vertex += 1) {
    offsets[vertex + 1] = at(offsets, vertex + 1) + at(offsets, vertex);
  }
  const fill = offsets.slice(0, count);
  const targets = new Int32Array(from.length);
  for (let edge = 0; edge < from.length; edge += 1) {
    const vertex = at(from, edge);
    targets[at(fill, vertex)] = at(to, edge);
    fill[vertex] = at(fill, vertex) + 1;
  }
  return { offsets, targets };
}

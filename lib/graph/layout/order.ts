import { adjacency, at, type Adjacency, type Digraph } from "@/lib/graph/layout/digraph";

/** Layers as lists of vertices, in their order from top to bottom. */
export type Layers = readonly Int32Array[];

const sweeps = 8;

/** Vertices by layer, in the order of `seed` (lower first), which is where crossing reduction starts. */
export function seedLayers(rank: Int32Array, seed: Float64Array): Layers {
  let depth = 0;
  for (const layer of rank) depth = Math.max(depth, layer + 1);
  const lists: number[][] = Array.from({ length: depth }, () => []);
  for (let vertex = 0; vertex < rank.length; vertex += 1) lists[at(rank, vertex)]?.push(vertex);
  return lists.map((list) => Int32Array.from(list).sort((a, b) => at(seed, a) - at(seed, b) || a - b));
}

/**
 * Layers with fewer crossings: every vertex moves to the mean place of its neighbours, in sweeps down and up. Places
 * are shares of a layer's length, so that layers of different sizes compare. Equal places keep their order.
 */
export function reduceCrossings(graph: Digraph, start: Layers): Layers {
  const { count, from, to } = graph;
  const callers = adjacency(count, to, from);
  const callees = adjacency(count, from, to);
  const place = new Float64Array(count);
  const layers = start.map((layer) => layer.slice());
  for (const layer of layers) setPlaces(layer, place);
  let best = layers.map((layer) => layer.slice());
  let fewest = Number.POSITIVE_INFINITY;
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const down = sweep % 2 === 0;
    const sequence = down ? layers : [...layers].reverse();
    for (const layer of sequence) sortByNeighbours(layer, down ? callers : callees, place);
    const spread = totalSpread(graph, place);
    if (spread < fewest) {
      fewest = spread;
      best = layers.map((layer) => layer.slice());
    }
  }
  return best;
}

function setPlaces(layer: Int32Array, place: Float64Array): void {
  for (let index = 0; index < layer.length; index += 1) {
    place[at(layer, index)] = (index + 0.5) / layer.length;
  }
}

function sortByNeighbours(layer: Int32Array, { offsets, targets }: Adjacency, place: Float64Array): void {
  const wanted = new Float64Array(layer.length);
  for (let index = 0; index < layer.length; index += 1) {
    const vertex = at(layer, index);
    const start = at(offsets, vertex);
    const end = at(offsets, vertex + 1);
    let sum = 0;
    for (let i = start; i < end; i += 1) sum += at(place, at(targets, i));
    wanted[index] = start === end ? at(place, vertex) : sum / (end - start);
  }
  const indices = Array.from(layer, (_, index) => index).sort(
    (a, b) => at(wanted, a) - at(wanted, b) || a - b,
  );
  const sorted = indices.map((index) => at(layer, index));
  layer.set(sorted);
  setPlaces(layer, place);
}

/** Sum of the edges' vertical lengths: cheap to know and falls with the number of crossings. */
function totalSpread(graph: Digraph, place: Float64Array): number {
  let sum = 0;
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    sum += Math.abs(at(place, at(graph.from, edge)) - at(place, at(graph.to, edge)));
  }
  return sum;
}

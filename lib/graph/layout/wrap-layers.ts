import { at } from "@/lib/graph/layout/digraph";
import type { Layers } from "@/lib/graph/layout/order";
import type { Anchors } from "@/lib/graph/layout/place";

/** Width to height of the picture to aim at. */
const aspect = 1.7;

/**
 * Layers that are too high cut into several columns side by side, so that a layer of a thousand does not make a
 * strip. Every k-th vertex goes to the same column: neighbours keep their height. Vertices of an earlier drawing stay
 * in their column while the number of columns is the same.
 */
export function wrapLayers(layers: Layers, cellWidth: number, cellHeight: number, anchors?: Anchors): Layers {
  const total = layers.reduce((sum, layer) => sum + layer.length, 0);
  const rows = Math.max(20, Math.ceil(1.2 * Math.sqrt((total * cellWidth) / (cellHeight * aspect))));
  return layers.flatMap((layer) => {
    const columns = Math.ceil(layer.length / rows);
    if (columns <= 1) return [layer];
    const column = columnsOf(layer, columns, anchors);
    return Array.from({ length: columns }, (_, wanted) =>
      layer.filter((_vertex, index) => column[index] === wanted),
    );
  });
}

function columnsOf(layer: Int32Array, columns: number, anchors: Anchors | undefined): readonly number[] {
  const plain = Array.from(layer, (_vertex, index) => index % columns);
  if (anchors === undefined) return plain;
  const known = Array.from(layer).filter((vertex) => anchors.known[vertex] === 1);
  const places = [...new Set(known.map((vertex) => at(anchors.x, vertex)))].sort((a, b) => a - b);
  if (places.length !== columns) return plain;
  return Array.from(layer, (vertex, index) =>
    anchors.known[vertex] === 1 ? places.indexOf(at(anchors.x, vertex)) : index % columns,
  );
}

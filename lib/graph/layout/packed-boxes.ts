import { drawParts } from "@/lib/graph/layout/components";
import { at, type Digraph } from "@/lib/graph/layout/digraph";
import type { Drawing, Spacing } from "@/lib/graph/layout/layered";
import type { BoxedDrawing } from "@/lib/graph/layout/boxed";
import type { LayoutBox } from "@/lib/graph/layout/layout";
import type { Anchors } from "@/lib/graph/layout/place";

const padding = 14;
/** Room for the box's title. */
const headHeight = 26;

type Box = {
  readonly id: string;
  readonly vertices: readonly number[];
  readonly drawing: Drawing;
  readonly edges: readonly number[];
  readonly framed: boolean;
};

/**
 * Boxes as the vertices of a graph of their own, each drawn by itself: for large graphs, where a namespace has calls at
 * every depth and boxes over shared columns would pile up into a tower. Boxes never overlap.
 */
export function drawPackedBoxes(
  graph: Digraph,
  groups: readonly string[],
  spacing: Spacing,
  anchors?: Anchors,
): BoxedDrawing {
  const { boxes, boxOf } = drawInside(graph, groups, spacing, anchors);
  const outer = outerGraph(graph, boxes, boxOf);
  const held = anchors === undefined ? undefined : outerAnchors(boxes, anchors);
  const placed = drawParts(outer, { layerGap: spacing.layerGap, nodeGap: spacing.nodeGap * 1.4 }, held);
  const x = new Float64Array(graph.count);
  const y = new Float64Array(graph.count);
  const bends: (readonly number[])[] = Array.from({ length: graph.from.length }, () => []);
  const frames = boxes.flatMap((box, index): LayoutBox[] => {
    const width = at(outer.width, index);
    const height = at(outer.height, index);
    const left = at(placed.x, index) - width / 2;
    const top = at(placed.y, index) - height / 2;
    const innerLeft = left + (box.framed ? padding : 0);
    const innerTop = top + (box.framed ? padding + headHeight : 0);
    box.vertices.forEach((vertex, local) => {
      x[vertex] = innerLeft + at(box.drawing.x, local);
      y[vertex] = innerTop + at(box.drawing.y, local);
    });
    box.edges.forEach((edge, local) => {
      bends[edge] = (box.drawing.bends[local] ?? []).map(
        (value, i) => value + (i % 2 === 0 ? innerLeft : innerTop),
      );
    });
    return box.framed ? [{ id: box.id, x: left, y: top, width, height }] : [];
  });
  return { x, y, bends, boxes: frames, width: placed.width, height: placed.height };
}

function drawInside(
  graph: Digraph,
  groups: readonly string[],
  spacing: Spacing,
  anchors: Anchors | undefined,
): { boxes: readonly Box[]; boxOf: Int32Array } {
  const members = new Map<string, number[]>();
  groups.forEach((group, vertex) => {
    const key = group === "" ? `\u0000${vertex}` : group;
    const list = members.get(key);
    if (list === undefined) members.set(key, [vertex]);
    else list.push(vertex);
  });
  const boxOf = new Int32Array(graph.count);
  const local = new Int32Array(graph.count);
  [...members.values()].forEach((vertices, box) => {
    vertices.forEach((vertex, index) => {
      boxOf[vertex] = box;
      local[vertex] = index;
    });
  });
  const inner: number[][] = Array.from({ length: members.size }, () => []);
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    const box = at(boxOf, at(graph.from, edge));
    if (box === at(boxOf, at(graph.to, edge))) inner[box]?.push(edge);
  }
  const boxes = [...members].map(([id, vertices], index): Box => {
    const edges = inner[index] ?? [];
    const digraph: Digraph = {
      count: vertices.length,
      from: Int32Array.from(edges, (edge) => at(local, at(graph.from, edge))),
      to: Int32Array.from(edges, (edge) => at(local, at(graph.to, edge))),
      width: Float64Array.from(vertices, (vertex) => at(graph.width, vertex)),
      height: Float64Array.from(vertices, (vertex) => at(graph.height, vertex)),
    };
    const held =
      anchors === undefined
        ? undefined
        : {
            x: Float64Array.from(vertices, (vertex) => at(anchors.x, vertex)),
            y: Float64Array.from(vertices, (vertex) => at(anchors.y, vertex)),
            known: Uint8Array.from(vertices, (vertex) => at(anchors.known, vertex)),
          };
    const framed = !id.startsWith("\u0000");
    return { id, vertices, edges, framed, drawing: drawParts(digraph, spacing, held) };
  });
  return { boxes, boxOf };
}

function outerGraph(graph: Digraph, boxes: readonly Box[], boxOf: Int32Array): Digraph {
  const seen = new Set<number>();
  const from: number[] = [];
  const to: number[] = [];
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    const a = at(boxOf, at(graph.from, edge));
    const b = at(boxOf, at(graph.to, edge));
    const pair = a * boxes.length + b;
    if (a === b || seen.has(pair)) continue;
    seen.add(pair);
    from.push(a);
    to.push(b);
  }
  return {
    count: boxes.length,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    width: Float64Array.from(boxes, (box) => box.drawing.width + (box.framed ? padding * 2 : 0)),
    height: Float64Array.from(
      boxes,
      (box) => box.drawing.height + (box.framed ? padding * 2 + headHeight : 0),
    ),
  };
}

/** A box was where the middle of its known vertices was; boxes of one column need not have had the same x. */
function outerAnchors(boxes: readonly Box[], anchors: Anchors): Anchors {
  const x = new Float64Array(boxes.length);
  const y = new Float64Array(boxes.length);
  const known = new Uint8Array(boxes.length);
  boxes.forEach((box, index) => {
    const old = box.vertices.filter((vertex) => anchors.known[vertex] === 1).map((v) => at(anchors.y, v));
    if (old.length === 0) return;
    known[index] = 1;
    y[index] = (Math.min(...old) + Math.max(...old)) / 2;
  });
  return { x, y, known };
}

import type { Rect } from "./viewport";
import type { Layout } from "@/lib/graph/layout/layout";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

export const nodeRadius = 16;
/** The shape stands above the middle of its cell, its name below. */
export const shapeOffsetY = -12;
export const cellWidth = 128;
export const cellHeight = 66;

/** A graph with places, ready to draw: arrays go by the number of node or edge. */
export type Scene = {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Centres of the shapes. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly source: Int32Array;
  readonly destination: Int32Array;
  readonly bends: readonly (readonly number[])[];
  /** left, top, right, bottom of every edge. */
  readonly edgeRects: Float64Array;
  readonly boxes: Layout["boxes"];
  readonly bounds: Rect;
  readonly numberOfNode: ReadonlyMap<string, number>;
  readonly numberOfEdge: ReadonlyMap<string, number>;
  /** Edges of every node. */
  readonly incident: readonly (readonly number[])[];
};

/** The scene of a graph and its layout; nodes that the layout does not know yet are left out with their edges. */
export function buildScene(graph: Graph, layout: Layout): Scene {
  const placeOf = new Map(layout.ids.map((id, index) => [id, index]));
  const nodes = graph.nodes.filter((node) => placeOf.has(node.id));
  const numberOfNode = new Map(nodes.map((node, index) => [node.id, index]));
  const edges = graph.edges.filter(
    (edge) => numberOfNode.has(edge.sourceId) && numberOfNode.has(edge.destinationId),
  );
  const x = Float64Array.from(nodes, (node) => layout.x[placeOf.get(node.id) ?? 0] ?? 0);
  const y = Float64Array.from(nodes, (node) => (layout.y[placeOf.get(node.id) ?? 0] ?? 0) + shapeOffsetY);
  const source = Int32Array.from(edges, (edge) => numberOfNode.get(edge.sourceId) ?? 0);
  const destination = Int32Array.from(edges, (edge) => numberOfNode.get(edge.destinationId) ?? 0);
  const aligned = edges.length === layout.bends.length;
  const bends = edges.map((_, index) => (aligned ? (layout.bends[index] ?? []) : []));
  const incident: number[][] = nodes.map(() => []);
  edges.forEach((_, index) => {
    incident[source[index] ?? 0]?.push(index);
    if (source[index] !== destination[index]) incident[destination[index] ?? 0]?.push(index);
  });
  return {
    nodes,
    edges,
    x,
    y,
    source,
    destination,
    bends,
    edgeRects: edgeRects(x, y, source, destination, bends),
    boxes: layout.boxes,
    bounds: boundsOf(layout),
    numberOfNode,
    numberOfEdge: new Map(edges.map((edge, index) => [edge.id, index])),
    incident,
  };
}

function boundsOf(layout: Layout): Rect {
  return { left: 0, top: 0, right: Math.max(layout.width, 1), bottom: Math.max(layout.height, 1) };
}

function edgeRects(
  x: Float64Array,
  y: Float64Array,
  source: Int32Array,
  destination: Int32Array,
  bends: Scene["bends"],
): Float64Array {
  const rects = new Float64Array(source.length * 4);
  for (let edge = 0; edge < source.length; edge += 1) {
    const a = source[edge] ?? 0;
    const b = destination[edge] ?? 0;
    const xs = [x[a] ?? 0, x[b] ?? 0];
    const ys = [y[a] ?? 0, y[b] ?? 0];
    const path = bends[edge] ?? [];
    for (let i = 0; i < path.length; i += 2) {
      xs.push(path[i] ?? 0);
      ys.push(path[i + 1] ?? 0);
    }
    // Edges back arch over their nodes: room for the arch.
    const arch = nodeRadius + 70;
    rects[edge * 4] = Math.min(...xs) - arch;
    rects[edge * 4 + 1] = Math.min(...ys) - arch;
    rects[edge * 4 + 2] = Math.max(...xs) + arch;
    rects[edge * 4 + 3] = Math.max(...ys) + arch;
  }
  return rects;
}

/** Whether an edge may be seen within `view`. */
export function edgeVisible(scene: Scene, edge: number, view: Rect): boolean {
  const rects = scene.edgeRects;
  return (
    (rects[edge * 4] ?? 0) <= view.right &&
    (rects[edge * 4 + 2] ?? 0) >= view.left &&
    (rects[edge * 4 + 1] ?? 0) <= view.bottom &&
    (rects[edge * 4 + 3] ?? 0) >= view.top
  );
}

/** Whether a node's cell may be seen within `view`. */
export function nodeVisible(scene: Scene, node: number, view: Rect): boolean {
  const x = scene.x[node] ?? 0;
  const y = scene.y[node] ?? 0;
  return (
    x + cellWidth / 2 >= view.left &&
    x - cellWidth / 2 <= view.right &&
    y + cellHeight >= view.top &&
    y - nodeRadius - 8 <= view.bottom
  );
}

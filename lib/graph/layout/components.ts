import { at, type Digraph } from "@/lib/graph/layout/digraph";
import { drawLayered, type Drawing, type Spacing } from "@/lib/graph/layout/layered";
import type { Anchors } from "@/lib/graph/layout/place";

/** Vertices and edges of one connected part, by their numbers in the whole. */
type Part = { readonly vertices: readonly number[]; readonly edges: readonly number[] };

/** Connected parts, the largest first, then the one with the lowest vertex. */
export function connectedParts(graph: Digraph): readonly Part[] {
  const parent = Int32Array.from({ length: graph.count }, (_, index) => index);
  const find = (start: number): number => {
    let vertex = start;
    while (at(parent, vertex) !== vertex) {
      parent[vertex] = at(parent, at(parent, vertex));
      vertex = at(parent, vertex);
    }
    return vertex;
  };
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    const a = find(at(graph.from, edge));
    const b = find(at(graph.to, edge));
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
  const parts = new Map<number, { vertices: number[]; edges: number[] }>();
  for (let vertex = 0; vertex < graph.count; vertex += 1) {
    const root = find(vertex);
    const part = parts.get(root) ?? { vertices: [], edges: [] };
    part.vertices.push(vertex);
    parts.set(root, part);
  }
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    parts.get(find(at(graph.from, edge)))?.edges.push(edge);
  }
  return [...parts.values()].sort(
    (a, b) => b.vertices.length - a.vertices.length || (a.vertices[0] ?? 0) - (b.vertices[0] ?? 0),
  );
}

/** Draws every connected part by itself and packs the drawings in rows, large ones first. */
export function drawParts(graph: Digraph, spacing: Spacing, anchors?: Anchors): Drawing {
  const parts = connectedParts(graph);
  const drawings = parts.map((part) => {
    const known = anchors === undefined ? undefined : localAnchors(part, anchors);
    return { part, drawing: drawLayered(subgraph(graph, part), spacing, known) };
  });
  const area = drawings.reduce((sum, { drawing }) => sum + drawing.width * drawing.height, 0);
  const widest = drawings.reduce((max, { drawing }) => Math.max(max, drawing.width), 0);
  const limit = Math.max(widest, Math.sqrt(area * 2));
  const x = new Float64Array(graph.count);
  const y = new Float64Array(graph.count);
  const bends: (readonly number[])[] = Array.from({ length: graph.from.length }, () => []);
  let left = 0;
  let top = 0;
  let rowHeight = 0;
  let width = 0;
  for (const { part, drawing } of drawings) {
    if (left > 0 && left + drawing.width > limit) {
      top += rowHeight + spacing.nodeGap * 2;
      left = 0;
      rowHeight = 0;
    }
    part.vertices.forEach((vertex, index) => {
      x[vertex] = left + at(drawing.x, index);
      y[vertex] = top + at(drawing.y, index);
    });
    part.edges.forEach((edge, index) => {
      bends[edge] = (drawing.bends[index] ?? []).map((value, i) => value + (i % 2 === 0 ? left : top));
    });
    width = Math.max(width, left + drawing.width);
    left += drawing.width + spacing.layerGap;
    rowHeight = Math.max(rowHeight, drawing.height);
  }
  return { x, y, width, height: top + rowHeight, bends };
}

function subgraph(graph: Digraph, part: Part): Digraph {
  const local = new Map(part.vertices.map((vertex, index) => [vertex, index]));
  const pick = (ends: Int32Array): Int32Array =>
    Int32Array.from(part.edges, (edge) => local.get(at(ends, edge)) ?? 0);
  return {
    count: part.vertices.length,
    from: pick(graph.from),
    to: pick(graph.to),
    width: Float64Array.from(part.vertices, (vertex) => at(graph.width, vertex)),
    height: Float64Array.from(part.vertices, (vertex) => at(graph.height, vertex)),
  };
}

/** Old places only help when most of the part was drawn before; a part that is new is drawn from scratch. */
function localAnchors(part: Part, anchors: Anchors): Anchors | undefined {
  const known = Uint8Array.from(part.vertices, (vertex) => at(anchors.known, vertex));
  const count = known.reduce((sum, one) => sum + one, 0);
  if (count * 2 < part.vertices.length) return undefined;
  return {
    known,
    x: Float64Array.from(part.vertices, (vertex) => at(anchors.x, vertex)),
    y: Float64Array.from(part.vertices, (vertex) => at(anchors.y, vertex)),
  };
}

import { breakCycles } from "@/lib/graph/layout/break-cycles";
import { at, type Digraph } from "@/lib/graph/layout/digraph";
import { drawGroup, spreadLoners, type GroupDrawing } from "@/lib/graph/layout/group-drawing";
import type { Drawing, Spacing } from "@/lib/graph/layout/layered";
import type { LayoutBox } from "@/lib/graph/layout/layout";
import { reduceCrossings, seedLayers } from "@/lib/graph/layout/order";
import type { Anchors } from "@/lib/graph/layout/place";
import { compressRanks, rankVertices } from "@/lib/graph/layout/rank";
import { settleBlocks, type Block } from "@/lib/graph/layout/settle-boxes";

export type BoxedDrawing = Drawing & { readonly boxes: readonly LayoutBox[] };

const padding = 14;
/** Room for the box's title. */
const headHeight = 26;

/**
 * A layered drawing in which the vertices of one group keep together in a box. All boxes share the columns of the
 * layers, so calls lead right across boxes too; a box takes the columns that it needs, and boxes slide up into free
 * room. Vertices of group "" stand alone. Boxes never overlap.
 */
export function drawBoxed(
  graph: Digraph,
  groups: readonly string[],
  spacing: Spacing,
  anchors?: Anchors,
): BoxedDrawing {
  if (graph.count === 0)
    return { x: graph.width, y: graph.height, bends: [], boxes: [], width: 0, height: 0 };
  const acyclic = breakCycles(graph);
  const rank = spreadLoners(acyclic, compressRanks(rankVertices(acyclic)), groups);
  const place = anchors?.y ?? placesFrom(acyclic, rank);
  const members = membersOf(groups);
  const drawings = members.map((vertices) => drawGroup(acyclic, vertices, rank, place, spacing, anchors));
  const columns = columnStarts(drawings);
  const order = drawings
    .map((_, index) => index)
    .sort((a, b) => meanPlace(members[a], place) - meanPlace(members[b], place) || a - b);
  return assemble(graph, acyclic, { groups, members, drawings, columns, order }, spacing, anchors);
}

function placesFrom(graph: Digraph, rank: Int32Array): Float64Array {
  const seed = Float64Array.from({ length: graph.count }, (_, index) => index);
  const place = new Float64Array(graph.count);
  for (const layer of reduceCrossings(graph, seedLayers(rank, seed))) {
    layer.forEach((vertex, index) => {
      place[vertex] = (index + 0.5) / layer.length;
    });
  }
  return place;
}

function membersOf(groups: readonly string[]): readonly (readonly number[])[] {
  const members = new Map<string, number[]>();
  groups.forEach((group, vertex) => {
    const key = group === "" ? `\u0000${vertex}` : group;
    const list = members.get(key);
    if (list === undefined) members.set(key, [vertex]);
    else list.push(vertex);
  });
  return [...members.values()];
}

function meanPlace(vertices: readonly number[] | undefined, place: Float64Array): number {
  if (vertices === undefined || vertices.length === 0) return 0;
  return vertices.reduce((sum, vertex) => sum + at(place, vertex), 0) / vertices.length;
}

/** Per layer the number of its first column: a layer is as wide as the widest group needs it. */
function columnStarts(drawings: readonly GroupDrawing[]): Int32Array {
  const depth = Math.max(...drawings.map((drawing) => drawing.columnsOfLayer.length));
  const starts = new Int32Array(depth + 1);
  for (let layer = 0; layer < depth; layer += 1) {
    const wide = Math.max(1, ...drawings.map((drawing) => drawing.columnsOfLayer[layer] ?? 0));
    starts[layer + 1] = at(starts, layer) + wide;
  }
  return starts;
}

type Parts = {
  readonly groups: readonly string[];
  readonly members: readonly (readonly number[])[];
  readonly drawings: readonly GroupDrawing[];
  readonly columns: Int32Array;
  readonly order: readonly number[];
};

type PlacedGroup = Block & {
  readonly id: string;
  readonly vertices: readonly number[];
  readonly drawing: GroupDrawing;
};

/** Lets the boxes fall upwards one after another, each as high as its columns are free. */
function stackGroups(parts: Parts, gap: number): readonly PlacedGroup[] {
  const skyline = new Float64Array(at(parts.columns, parts.columns.length - 1) + 1);
  return parts.order.flatMap((index): PlacedGroup[] => {
    const drawing = parts.drawings[index];
    const vertices = parts.members[index] ?? [];
    if (drawing === undefined) return [];
    const id = parts.groups[vertices[0] ?? 0] ?? "";
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (let vertex = 0; vertex < drawing.layer.length; vertex += 1) {
      const column = at(parts.columns, at(drawing.layer, vertex)) + at(drawing.column, vertex);
      first = Math.min(first, column);
      last = Math.max(last, column);
    }
    let top = 0;
    for (let column = first; column <= last; column += 1) top = Math.max(top, at(skyline, column));
    const height = drawing.height + (id === "" ? 0 : padding * 2 + headHeight);
    skyline.fill(top + height + gap, first, last + 1);
    return [{ id, vertices, drawing, first, last, height, top }];
  });
}

function innerTop(group: PlacedGroup): number {
  return group.top + (group.id === "" ? 0 : padding + headHeight);
}

/** Boxes go where their calls to other boxes run straight, or back to where they were before. */
function settleGroups(
  placed: readonly PlacedGroup[],
  graph: Digraph,
  gap: number,
  anchors: Anchors | undefined,
): void {
  const groupOf = new Int32Array(graph.count);
  const local = new Float64Array(graph.count);
  placed.forEach((group, index) => {
    group.vertices.forEach((vertex, number) => {
      groupOf[vertex] = index;
      local[vertex] = at(group.drawing.y, number);
    });
  });
  const heightOf = (vertex: number): number => {
    const group = placed[at(groupOf, vertex)];
    return (group === undefined ? 0 : innerTop(group)) + at(local, vertex);
  };
  const crossing: [number, number][][] = placed.map(() => []);
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    const a = at(graph.from, edge);
    const b = at(graph.to, edge);
    if (groupOf[a] === groupOf[b]) continue;
    crossing[at(groupOf, a)]?.push([a, b]);
    crossing[at(groupOf, b)]?.push([b, a]);
  }
  settleBlocks(placed, gap, (index) => {
    let sum = 0;
    let count = 0;
    for (const vertex of placed[index]?.vertices ?? []) {
      if (anchors?.known[vertex] !== 1) continue;
      sum += at(anchors.y, vertex) - heightOf(vertex);
      count += 1;
    }
    if (count > 0) return sum / count;
    for (const [own, other] of crossing[index] ?? []) sum += heightOf(other) - heightOf(own);
    const calls = crossing[index]?.length ?? 0;
    return calls === 0 ? undefined : sum / calls;
  });
  const top = placed.reduce((least, group) => Math.min(least, group.top), Number.POSITIVE_INFINITY);
  for (const group of placed) group.top -= top;
}

function assemble(
  graph: Digraph,
  acyclic: Digraph,
  parts: Parts,
  spacing: Spacing,
  anchors: Anchors | undefined,
): BoxedDrawing {
  const cell = graph.width.reduce((max, width) => Math.max(max, width), 0);
  const pitch = cell + Math.max(spacing.layerGap, padding * 2 + 8);
  const centre = (column: number): number => padding + cell / 2 + column * pitch;
  const placed = stackGroups(parts, spacing.nodeGap);
  settleGroups(placed, graph, spacing.nodeGap, anchors);
  const x = new Float64Array(graph.count);
  const y = new Float64Array(graph.count);
  const bends: (readonly number[])[] = Array.from({ length: graph.from.length }, () => []);
  const boxes: LayoutBox[] = [];
  for (const group of placed) {
    const { drawing } = group;
    const inner = innerTop(group);
    const columnOf = (vertex: number): number =>
      at(parts.columns, at(drawing.layer, vertex)) + at(drawing.column, vertex);
    group.vertices.forEach((vertex, local) => {
      x[vertex] = centre(columnOf(local));
      y[vertex] = inner + at(drawing.y, local);
    });
    drawing.bends.forEach(({ edge, chain }) => {
      const turned = at(acyclic.from, edge) !== at(graph.from, edge);
      const path = turned ? [...chain].reverse() : chain;
      bends[edge] = path.flatMap((bend) => [centre(columnOf(bend)), inner + at(drawing.y, bend)]);
    });
    if (group.id === "") continue;
    const left = centre(group.first) - cell / 2 - padding;
    const width = centre(group.last) + cell / 2 + padding - left;
    boxes.push({ id: group.id, x: left, y: group.top, width, height: group.height });
  }
  const width = placed.reduce((max, group) => Math.max(max, centre(group.last) + cell / 2 + padding), 0);
  const height = placed.reduce((max, group) => Math.max(max, group.top + group.height), 0);
  return { x, y, bends, boxes, width, height };
}

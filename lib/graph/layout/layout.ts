import { drawBoxed, type BoxedDrawing } from "@/lib/graph/layout/boxed";
import { drawParts } from "@/lib/graph/layout/components";
import type { Digraph } from "@/lib/graph/layout/digraph";
import type { Spacing } from "@/lib/graph/layout/layered";
import { drawPackedBoxes } from "@/lib/graph/layout/packed-boxes";
import type { Anchors } from "@/lib/graph/layout/place";
import { structureKey } from "@/lib/graph/layout/structure-key";

export type LayoutNode = {
  readonly id: string;
  /** Nodes of one box stay together when boxes are on; "" stands outside of all boxes. */
  readonly box: string;
  readonly width: number;
  readonly height: number;
};
export type LayoutEdge = { readonly sourceId: string; readonly destinationId: string };
export type LayoutInput = {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
  readonly boxes: boolean;
};

export type LayoutBox = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Places in world units; arrays follow the order of the input's nodes and edges. Plain data: it may cross to a worker. */
export type Layout = {
  readonly structureKey: string;
  readonly ids: readonly string[];
  /** Centres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly boxes: readonly LayoutBox[];
  /** Per edge: x, y of its bends from source to destination; empty for a straight one. */
  readonly bends: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
};

const spacing: Spacing = { layerGap: 44, nodeGap: 26 };

/**
 * A layered layout, callers left of what they call: deterministic, and equal input gives equal places. With
 * `previous`, the same structure comes back as it was, and a changed one keeps the order and heights of what stayed.
 */
export function layoutGraph(input: LayoutInput, previous?: Layout): Layout {
  const key = structureKey(input);
  if (previous !== undefined && previous.structureKey === key) return previous;
  const { graph, edgeOf } = digraphFromInput(input);
  const anchors = previous === undefined ? undefined : anchorsFrom(input, previous);
  const groups = input.nodes.map((node) => node.box);
  const drawing = drawWith(graph, input.boxes ? groups : undefined, anchors);
  const bends = input.edges.map((_, index) => {
    const edge = edgeOf[index];
    return edge === undefined ? [] : (drawing.bends[edge] ?? []);
  });
  return {
    structureKey: key,
    ids: input.nodes.map((node) => node.id),
    x: drawing.x,
    y: drawing.y,
    boxes: drawing.boxes,
    bends,
    width: drawing.width,
    height: drawing.height,
  };
}

/** More nodes than this are seen as boxes first: then boxes are packed by themselves. */
const packingLimit = 300;

function drawWith(
  graph: Digraph,
  groups: readonly string[] | undefined,
  anchors: Anchors | undefined,
): BoxedDrawing {
  if (groups === undefined) return { ...drawParts(graph, spacing, anchors), boxes: [] };
  return graph.count > packingLimit
    ? drawPackedBoxes(graph, groups, spacing, anchors)
    : drawBoxed(graph, groups, spacing, anchors);
}

/** Edges with unknown ends and self loops take no part; edges of several protocols between two nodes count once. */
function digraphFromInput(input: LayoutInput): {
  graph: Digraph;
  edgeOf: readonly (number | undefined)[];
} {
  const numbers = new Map(input.nodes.map((node, index) => [node.id, index]));
  const seen = new Map<number, number>();
  const from: number[] = [];
  const to: number[] = [];
  const edgeOf = input.edges.map((edge) => {
    const a = numbers.get(edge.sourceId);
    const b = numbers.get(edge.destinationId);
    if (a === undefined || b === undefined || a === b) return undefined;
    const pair = a * input.nodes.length + b;
    const present = seen.get(pair);
    if (present !== undefined) return present;
    seen.set(pair, from.length);
    from.push(a);
    to.push(b);
    return from.length - 1;
  });
  return {
    graph: {
      count: input.nodes.length,
      from: Int32Array.from(from),
      to: Int32Array.from(to),
      width: Float64Array.from(input.nodes, (node) => node.width),
      height: Float64Array.from(input.nodes, (node) => node.height),
    },
    edgeOf,
  };
}

function anchorsFrom(input: LayoutInput, previous: Layout): Anchors {
  const old = new Map(previous.ids.map((id, index) => [id, index]));
  const of = (places: Float64Array, id: string): number => places[old.get(id) ?? -1] ?? 0;
  return {
    x: Float64Array.from(input.nodes, (node) => of(previous.x, node.id)),
    y: Float64Array.from(input.nodes, (node) => of(previous.y, node.id)),
    known: Uint8Array.from(input.nodes, (node) => (old.has(node.id) ? 1 : 0)),
  };
}

import { nodeRadius, type Scene } from "./scene";

/** One cubic curve: start, two control points, end. */
export type Curve = readonly [number, number, number, number, number, number, number, number];

const protocolShift = { http: 0, grpc: -5, tcp: 5 } as const;
const gap = 3;

/** The curves that an edge runs along, from its source's shape to the tip of its arrow. */
export function edgeCurves(scene: Scene, edge: number): readonly Curve[] {
  const from = scene.source[edge] ?? 0;
  const to = scene.destination[edge] ?? 0;
  const shift = protocolShift[scene.edges[edge]?.protocol ?? "http"];
  const x1 = scene.x[from] ?? 0;
  const y1 = (scene.y[from] ?? 0) + shift;
  const x2 = scene.x[to] ?? 0;
  const y2 = (scene.y[to] ?? 0) + shift;
  const reach = nodeRadius + gap;
  if (from === to) return [selfLoop(x1, y1 - shift, reach)];
  const bends = scene.bends[edge] ?? [];
  if (bends.length > 0) return throughBends(x1, y1, x2, y2, bends, reach, shift);
  if (x2 - x1 > reach * 2) return [horizontal(x1 + reach, y1, x2 - reach, y2)];
  return [arch(x1, y1 - shift, x2, y2 - shift, reach)];
}

function horizontal(x1: number, y1: number, x2: number, y2: number): Curve {
  const pull = (x2 - x1) * 0.45;
  return [x1, y1, x1 + pull, y1, x2 - pull, y2, x2, y2];
}

function selfLoop(x: number, y: number, reach: number): Curve {
  return [x - 8, y - reach + 2, x - 34, y - reach - 42, x + 34, y - reach - 42, x + 8, y - reach];
}

/** Edges that lead back, or stay in a column, leave and arrive on top, so that they are not taken for forward ones. */
function arch(x1: number, y1: number, x2: number, y2: number, reach: number): Curve {
  const height = Math.min(60, 24 + Math.abs(x2 - x1) * 0.12 + Math.abs(y2 - y1) * 0.1);
  if (Math.abs(x2 - x1) < reach * 2) {
    const side = x1 + reach + height;
    return [x1 + reach, y1, side, y1, side, y2, x2 + reach, y2];
  }
  const top = Math.min(y1, y2) - reach - height;
  return [x1, y1 - reach, x1, top, x2, top, x2, y2 - reach];
}

function throughBends(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  bends: readonly number[],
  reach: number,
  shift: number,
): readonly Curve[] {
  const forward = x2 > x1;
  const curves: Curve[] = [];
  let x = forward ? x1 + reach : x1 - reach;
  let y = y1;
  for (let i = 0; i < bends.length; i += 2) {
    const bendX = bends[i] ?? 0;
    const bendY = (bends[i + 1] ?? 0) + shift;
    curves.push(horizontal(x, y, bendX, bendY));
    x = bendX;
    y = bendY;
  }
  curves.push(horizontal(x, y, forward ? x2 - reach : x2 + reach, y2));
  return curves;
}

/** The point of a curve at `t` from 0 to 1. */
export function curvePoint(curve: Curve, t: number): { x: number; y: number } {
  const u = 1 - t;
  const a = u * u * u;
  const b = 3 * u * u * t;
  const c = 3 * u * t * t;
  const d = t * t * t;
  return {
    x: a * curve[0] + b * curve[2] + c * curve[4] + d * curve[6],
    y: a * curve[1] + b * curve[3] + c * curve[5] + d * curve[7],
  };
}

/** Where an edge's label stands: the middle of its middle curve. */
export function edgeMiddle(curves: readonly Curve[]): { x: number; y: number } {
  const middle = curves[Math.floor(curves.length / 2)];
  if (middle === undefined) return { x: 0, y: 0 };
  return curves.length % 2 === 0 ? { x: middle[0], y: middle[1] } : curvePoint(middle, 0.5);
}

import { curvePoint, edgeCurves } from "./edge-path";
import { nodeRadius, type Scene } from "./scene";

/** What lies under a point of the world. */
export type Hit =
  | { readonly kind: "node"; readonly index: number }
  | { readonly kind: "edge"; readonly index: number };

/** The topmost node at a world point, else the nearest edge within `tolerance` world units, else undefined. */
export function hitTest(scene: Scene, x: number, y: number, tolerance: number): Hit | undefined {
  const reach = Math.max(nodeRadius + 3, tolerance);
  let best: Hit | undefined;
  let nearest = reach * reach;
  for (let index = 0; index < scene.nodes.length; index += 1) {
    const dx = (scene.x[index] ?? 0) - x;
    const dy = (scene.y[index] ?? 0) - y;
    const below = Math.abs(dx) < 60 && dy < 0 && dy > -42;
    const distance = below ? Math.min(dx * dx + dy * dy, nearest - 0.1) : dx * dx + dy * dy;
    if (distance < nearest) {
      nearest = distance;
      best = { kind: "node", index };
    }
  }
  return best ?? edgeAt(scene, x, y, tolerance);
}

const samples = 14;

function edgeAt(scene: Scene, x: number, y: number, tolerance: number): Hit | undefined {
  let best: Hit | undefined;
  let nearest = tolerance * tolerance;
  const rects = scene.edgeRects;
  for (let index = 0; index < scene.edges.length; index += 1) {
    if ((rects[index * 4] ?? 0) > x || (rects[index * 4 + 2] ?? 0) < x) continue;
    if ((rects[index * 4 + 1] ?? 0) > y || (rects[index * 4 + 3] ?? 0) < y) continue;
    const distance = squaredDistance(scene, index, x, y);
    if (distance < nearest) {
      nearest = distance;
      best = { kind: "edge", index };
    }
  }
  return best;
}

/** Squared distance of a point to an edge, whose curves are taken as short straight pieces. */
function squaredDistance(scene: Scene, edge: number, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const curve of edgeCurves(scene, edge)) {
    let from = { x: curve[0], y: curve[1] };
    for (let step = 1; step <= samples; step += 1) {
      const to = curvePoint(curve, step / samples);
      nearest = Math.min(nearest, toSegment(x, y, from, to));
      from = to;
    }
  }
  return nearest;
}

type Point = { readonly x: number; readonly y: number };

function toSegment(x: number, y: number, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
  const ex = a.x + t * dx - x;
  const ey = a.y + t * dy - y;
  return ex * ex + ey * ey;
}

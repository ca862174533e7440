import { curvePoint, edgeCurves, edgeMiddle, type Curve } from "./edge-path";
import { nodeRadius, type Scene } from "./scene";

type Point = { readonly x: number; readonly y: number };

/** Half the room that one label needs. */
const halfWidth = 30;
const halfHeight = 9;
const cell = 64;
/** Places along an edge in the order of preference: the middle first. */
const tries = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
/** In a larger scene labels are only read one at a time. */
const edgeLimit = 1500;

const places = new WeakMap<Scene, readonly Point[]>();

/** Where every edge's label stands: near its middle, off shapes, names and other labels where there is room. */
export function labelPlaces(scene: Scene): readonly Point[] {
  const known = places.get(scene);
  if (known !== undefined) return known;
  const computed = scene.edges.length > edgeLimit ? middles(scene) : spread(scene);
  places.set(scene, computed);
  return computed;
}

function middles(scene: Scene): readonly Point[] {
  return scene.edges.map((_, edge) => edgeMiddle(edgeCurves(scene, edge)));
}

function spread(scene: Scene): readonly Point[] {
  const taken = new Map<string, { x: number; y: number; dx: number; dy: number }[]>();
  const keyOf = (x: number, y: number): string => `${Math.floor(x / cell)},${Math.floor(y / cell)}`;
  const take = (x: number, y: number, dx: number, dy: number): void => {
    const key = keyOf(x, y);
    const list = taken.get(key) ?? [];
    list.push({ x, y, dx, dy });
    taken.set(key, list);
  };
  scene.nodes.forEach((_, index) => {
    const x = scene.x[index] ?? 0;
    const y = scene.y[index] ?? 0;
    take(x, y, nodeRadius, nodeRadius);
    take(x, y + nodeRadius + 12, 40, 7);
  });
  const free = (point: Point): boolean => {
    for (const sx of [-cell, 0, cell]) {
      for (const sy of [-cell, 0, cell]) {
        for (const one of taken.get(keyOf(point.x + sx, point.y + sy)) ?? []) {
          if (Math.abs(one.x - point.x) >= one.dx + halfWidth) continue;
          if (Math.abs(one.y - point.y) < one.dy + halfHeight) return false;
        }
      }
    }
    return true;
  };
  return scene.edges.map((_, edge) => {
    const curves = edgeCurves(scene, edge);
    const candidates = tries.map((t) => pointAlong(curves, t));
    const chosen = candidates.find(free) ?? edgeMiddle(curves);
    take(chosen.x, chosen.y, halfWidth, halfHeight);
    return chosen;
  });
}

/** The point at a share of the whole edge, all its curves counted alike. */
function pointAlong(curves: readonly Curve[], share: number): Point {
  const scaled = share * curves.length;
  const index = Math.min(curves.length - 1, Math.floor(scaled));
  const curve = curves[index];
  return curve === undefined ? { x: 0, y: 0 } : curvePoint(curve, scaled - index);
}

import type { Scene } from "./scene";

export type WalkDirection = "right" | "left" | "up" | "down";

/**
 * Where the keyboard cursor goes: right along the busiest call, left to the busiest caller, up and down to the next
 * node of the same column. Without a cursor it starts at the busiest caller that nobody calls, in a cycle at the
 * leftmost node. undefined: stay.
 */
export function walk(scene: Scene, from: string | undefined, direction: WalkDirection): string | undefined {
  const index = from === undefined ? undefined : scene.numberOfNode.get(from);
  if (index === undefined) return startOf(scene);
  const next =
    direction === "right" || direction === "left"
      ? alongEdge(scene, index, direction)
      : inColumn(scene, index, direction);
  return next === undefined ? undefined : scene.nodes[next]?.id;
}

function rate(scene: Scene, edge: number): number {
  const model = scene.edges[edge];
  return model?.requestsPerSecond ?? (model?.bytesPerSecond ?? 0) / 1e6;
}

function startOf(scene: Scene): string | undefined {
  const all = scene.nodes.map((_, index) => index);
  const called = new Set(scene.destination);
  const roots = all.filter((index) => !called.has(index) && (scene.incident[index] ?? []).length > 0);
  const left = scene.x.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const candidates = roots.length > 0 ? roots : all.filter((index) => scene.x[index] === left);
  const traffic = (index: number): number =>
    (scene.incident[index] ?? []).reduce((sum, edge) => sum + rate(scene, edge), 0);
  const best = candidates.sort((a, b) => traffic(b) - traffic(a) || a - b)[0];
  return best === undefined ? undefined : scene.nodes[best]?.id;
}

function alongEdge(scene: Scene, index: number, direction: "right" | "left"): number | undefined {
  const own = direction === "right" ? scene.source : scene.destination;
  const other = direction === "right" ? scene.destination : scene.source;
  const edges = (scene.incident[index] ?? []).filter((edge) => own[edge] === index && other[edge] !== index);
  const best = [...edges].sort((a, b) => rate(scene, b) - rate(scene, a) || a - b)[0];
  return best === undefined ? undefined : other[best];
}

function inColumn(scene: Scene, index: number, direction: "up" | "down"): number | undefined {
  const x = scene.x[index] ?? 0;
  const y = scene.y[index] ?? 0;
  const sign = direction === "down" ? 1 : -1;
  let best: number | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (let other = 0; other < scene.nodes.length; other += 1) {
    const dy = ((scene.y[other] ?? 0) - y) * sign;
    if (other === index || dy <= 0.5) continue;
    // A column beside is better than nothing, but only when the own one ends.
    const distance = dy + Math.abs((scene.x[other] ?? 0) - x) * 4;
    if (distance < nearest) {
      nearest = distance;
      best = other;
    }
  }
  return best;
}

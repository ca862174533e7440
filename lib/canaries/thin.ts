type Looked = { readonly atMs: number; readonly step: number };

/**
 * At most about `most` of the points, in their order: the first and the last, both sides of each border between steps,
 * and of the others those in which one of the `values` is the largest of its neighbours; so no peak is lost.
 */
export function thinned<Point extends Looked>(
  points: readonly Point[],
  most: number,
  values: readonly ((point: Point) => number)[],
): readonly Point[] {
  if (points.length <= most) return points;
  const kept = new Set([0, points.length - 1]);
  points.forEach(({ step }, index) => {
    if (index > 0 && points[index - 1]?.step !== step) kept.add(index - 1).add(index);
  });
  const buckets = Math.max(1, Math.floor((most - kept.size) / values.length));
  const size = points.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor(bucket * size);
    const to = Math.floor((bucket + 1) * size);
    for (const value of values) kept.add(largest(points, value, from, to));
  }
  return points.filter((_, index) => kept.has(index));
}

function largest<Point>(
  points: readonly Point[],
  value: (point: Point) => number,
  from: number,
  to: number,
): number {
  let found = from;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const point = points[index];
    const one = point === undefined ? most : value(point);
    if (one > most) [most, found] = [one, index];
  }
  return found;
}

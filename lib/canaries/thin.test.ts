import { expect, it } from "vitest";
import { thinned } from "@/lib/canaries/thin";

const points = Array.from({ length: 1000 }, (_, index) => ({
  atMs: index,
  step: Math.floor(index / 333),
  value: index === 421 ? 50 : index % 7,
}));
const value = (point: (typeof points)[number]) => point.value;

it("thinned points keep the ends, the borders of steps and the peak, in their order", () => {
  const kept = thinned(points, 100, [value]).map(({ atMs }) => atMs);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept).toEqual(expect.arrayContaining([0, 332, 333, 421, 665, 666, 998, 999]));
  expect(kept).toEqual(kept.toSorted((left, right) => left - right));
});

it("keeps the peak of each of several values", () => {
  const kept = thinned(points, 40, [value, (point) => -Math.abs(point.atMs - 777)]);
  expect(kept.map(({ atMs }) => atMs)).toEqual(expect.arrayContaining([421, 777]));
});

it("few points stay as they are", () => {
  expect(thinned(points, 1000, [value])).toBe(points);
});

import type { DemoWorld } from "@/server/demo/world/world";
import { type LoadShape, loadShape } from "@/server/demo/world/load";

/**
 * The scrapes of a selection, and for each how much of every flow's traffic has gone by since its epoch began. All
 * counters of the mesh are sums of these numbers.
 */
export type ScrapeGrid = {
  readonly timesMs: Float64Array;
  /** Index of the epoch that each scrape falls into. */
  readonly epochs: Int32Array;
  /** By flow: seconds at mean load since the start of the scrape's epoch. */
  readonly since: readonly Float64Array[];
};

export type LoadShapes = readonly LoadShape[];

export function loadShapesOf(world: DemoWorld): LoadShapes {
  return world.spec.flows.map((flow) => loadShape(world.spec.seed, flow.name));
}

/** The scrapes with fromMs < t <= toMs that have happened. */
export function scrapeGrid(world: DemoWorld, shapes: LoadShapes, fromMs: number, toMs: number): ScrapeGrid {
  const { scrapeMs } = world;
  const first = Math.max(Math.floor(fromMs / scrapeMs) + 1, Math.ceil(world.originMs / scrapeMs));
  const last = Math.floor(Math.min(toMs, world.nowMs()) / scrapeMs);
  const count = Math.max(0, last - first + 1);
  const timesMs = Float64Array.from({ length: count }, (_, index) => (first + index) * scrapeMs);
  const starts = world.epochs().map((epoch) => epoch.startMs);
  const epochs = new Int32Array(count);
  let epoch = 0;
  for (let index = 0; index < count; index += 1) {
    while ((starts[epoch + 1] ?? Number.POSITIVE_INFINITY) <= (timesMs[index] ?? 0)) epoch += 1;
    epochs[index] = epoch;
  }
  const since = shapes.map((shape) =>
    timesMs.map((timeMs, index) => shape.between(starts[epochs[index] ?? 0] ?? world.originMs, timeMs)),
  );
  return { timesMs, epochs, since };
}

import type { Labels } from "@/lib/telemetry/series";
import type { Samples } from "@/server/demo/promql/storage";
import type { DemoWorld } from "@/server/demo/world/world";
import type { ScrapeGrid } from "./scrape-grid";
import { sortedLabels } from "./traffic-labels";
import type { WorldHistory } from "./world-history";

/** A series that is not about requests: targets, control plane, containers. */
export type PlatformSeries = {
  readonly labels: Labels;
  readonly samples: (grid: ScrapeGrid) => Samples;
};

export type Scene = {
  readonly world: DemoWorld;
  readonly history: WorldHistory;
  readonly name: string;
};

export type Family = {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly series: (scene: Scene) => readonly PlatformSeries[];
};

export function named(scene: Scene, labels: Labels): Labels {
  return sortedLabels({ ...labels, __name__: scene.name });
}

/** A value at each scrape; undefined is no sample. */
export function series(
  scene: Scene,
  labels: Labels,
  at: (timeMs: number, index: number, grid: ScrapeGrid) => number,
): PlatformSeries {
  return {
    labels: named(scene, labels),
    samples: (grid) => ({
      timesMs: grid.timesMs,
      values: grid.timesMs.map((timeMs, index) => at(timeMs, index, grid)),
    }),
  };
}

import type { DemoWorld, Epoch } from "@/server/demo/world/world";
import { computeEpochTraffic, type EpochResult } from "@/server/demo/world/epoch-traffic";
import { buildMeshIndex } from "@/server/demo/world/mesh-index";
import { historiesOf, type RecordHistory, secondsOfEpochs } from "./record-history";
import { loadShapesOf, type LoadShapes, type ScrapeGrid, scrapeGrid } from "./scrape-grid";

/** Everything that has been computed of a world up to its present epoch. */
export type WorldHistory = {
  readonly epochs: readonly Epoch[];
  readonly results: readonly EpochResult[];
  readonly records: ReadonlyMap<string, RecordHistory>;
};

export type HistoryReader = {
  readonly shapes: LoadShapes;
  /** The same object until a write or a scenario begins a new epoch. */
  readonly current: () => WorldHistory;
  readonly grid: (fromMs: number, toMs: number) => ScrapeGrid;
};

/** Simulates each epoch once, when somebody asks. */
export function createHistoryReader(world: DemoWorld): HistoryReader {
  const index = buildMeshIndex(world.spec);
  const shapes = loadShapesOf(world);
  const computed = new WeakMap<Epoch, EpochResult>();
  const resultOf = (epoch: Epoch): EpochResult => {
    const known = computed.get(epoch);
    if (known !== undefined) return known;
    const result = computeEpochTraffic(index, epoch);
    computed.set(epoch, result);
    return result;
  };
  let history: WorldHistory | undefined;
  return {
    shapes,
    grid: (fromMs, toMs) => scrapeGrid(world, shapes, fromMs, toMs),
    current: () => {
      const epochs = world.epochs();
      if (history?.epochs === epochs) return history;
      const results = epochs.map((epoch) => resultOf(epoch));
      const seconds = secondsOfEpochs(
        epochs.map((epoch) => epoch.startMs),
        shapes,
      );
      const records = historiesOf(
        results.map((result) => result.traffic),
        seconds,
      );
      history = { epochs, results, records };
      return history;
    },
  };
}

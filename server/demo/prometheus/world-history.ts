import type { DemoWorld, Epoch } from "@/server/demo/world/world";
import { computeEpochTraffic, type EpochResult } from "@/server/demo/world/epoch-traffic";
import type { FlowRates, HistogramRate, TrafficRecord } from "@/server/demo/world/traffic-record";
import { buildMeshIndex } from "@/server/demo/world/mesh-index";
import { historiesOf, type RecordHistory, secondsOfEpochs } from "./record-history";
import { loadShapesOf, type LoadShapes, type ScrapeGrid, scrapeGrid } from "./scrape-grid";

/** Everything that has been computed of a world up to its present epoch. */
export type WorldHistory = {
  readonly epochs: readonly Epoch[];
  readonly results: readonly EpochResult[];
  readonly records: ReadonlyMap<string, RecordHistory>;
};

type HistoryReader = {
  readonly shapes: LoadShapes;
  /** The same object until a write or a scenario begins a new epoch. */
  readonly current: () => WorldHistory;
  readonly grid: (fromMs: number, toMs: number) => ScrapeGrid;
};

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, index) => value === b[index]);
}

function sameHistogram(a: HistogramRate, b: HistogramRate): boolean {
  return a.sum === b.sum && sameNumbers(a.buckets, b.buckets);
}

function sameRates(a: FlowRates, b: FlowRates | undefined): boolean {
  return (
    b !== undefined &&
    a.requests === b.requests &&
    sameHistogram(a.durationMs, b.durationMs) &&
    sameHistogram(a.requestBytes, b.requestBytes) &&
    sameHistogram(a.responseBytes, b.responseBytes)
  );
}

/** Most writes change few edges: what is as it was in the epoch before is kept once, however many writes there are. */
function withSharedRecords(result: EpochResult, before: EpochResult | undefined): EpochResult {
  if (before === undefined) return result;
  const traffic = new Map<string, TrafficRecord>();
  for (const [key, record] of result.traffic) {
    const known = before.traffic.get(key);
    const same =
      known !== undefined &&
      known.rates.size === record.rates.size &&
      [...record.rates].every(([flow, rates]) => sameRates(rates, known.rates.get(flow)));
    traffic.set(key, same ? known : record);
  }
  return { ...result, traffic };
}

/** Simulates each epoch once, when somebody asks. */
export function createHistoryReader(world: DemoWorld): HistoryReader {
  const index = buildMeshIndex(world.spec);
  const shapes = loadShapesOf(world);
  const computed = new WeakMap<Epoch, EpochResult>();
  const resultOf = (epoch: Epoch, before: Epoch | undefined): EpochResult => {
    const known = computed.get(epoch);
    if (known !== undefined) return known;
    const earlier = before === undefined ? undefined : computed.get(before);
    const result = withSharedRecords(computeEpochTraffic(index, epoch), earlier);
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
      const results = epochs.map((epoch, number) => resultOf(epoch, epochs[number - 1]));
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

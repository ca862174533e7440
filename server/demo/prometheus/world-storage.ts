import type { Labels } from "@/lib/telemetry/series";
import { type Matcher, matchesLabels, matchesValue } from "@/server/demo/promql/matcher";
import type { Samples, SeriesStorage, StoredSeries } from "@/server/demo/promql/storage";
import type { DemoWorld } from "@/server/demo/world/world";
import { platformMetricNames, platformSeriesOf } from "./platform-families";
import type { PlatformSeries } from "./platform-series";
import type { RecordHistory } from "./record-history";
import type { ScrapeGrid } from "./scrape-grid";
import { seriesOfRecord, trafficMetricNames, type TrafficSeries } from "./traffic-families";
import { createHistoryReader, type WorldHistory } from "./world-history";

export type WorldStorage = SeriesStorage & {
  /** Label sets of the series that have samples in a time range. */
  readonly labelSets: (matchers: readonly Matcher[], fromMs: number, toMs: number) => readonly Labels[];
  readonly metricNames: readonly string[];
};

/** Samples of a counter of whole numbers; a series that appeared later begins with a zero one scrape before. */
function trafficSamples(series: TrafficSeries, grid: ScrapeGrid, values: Float64Array): Samples {
  const { share, phase, history } = series;
  const { firstEpoch } = history;
  let begin = 0;
  while (begin < values.length && (grid.epochs[begin] ?? 0) < firstEpoch) begin += 1;
  if (begin > 0 && firstEpoch > 0) begin -= 1;
  const counted = new Float64Array(values.length - begin);
  for (let index = begin; index < values.length; index += 1)
    counted[index - begin] = Math.floor((values[index] ?? 0) * share + phase);
  return { timesMs: grid.timesMs.subarray(begin), values: counted };
}

/** The series of each metric name, made when first asked for and forgotten when a new epoch begins. */
function createSeriesCache(world: DemoWorld, current: () => WorldHistory) {
  let cachedFor: WorldHistory | undefined;
  const traffic = new Map<string, readonly TrafficSeries[]>();
  const platform = new Map<string, readonly PlatformSeries[]>();
  const refreshed = (): WorldHistory => {
    const history = current();
    if (history !== cachedFor) {
      traffic.clear();
      platform.clear();
      cachedFor = history;
    }
    return history;
  };
  return {
    trafficOf: (name: string): readonly TrafficSeries[] => {
      const history = refreshed();
      const known = traffic.get(name);
      if (known !== undefined) return known;
      const records = [...history.records.values()];
      const series = records.flatMap((record) => seriesOfRecord(world.spec, record, name));
      traffic.set(name, series);
      return series;
    },
    platformOf: (name: string): readonly PlatformSeries[] => {
      const history = refreshed();
      const known = platform.get(name);
      if (known !== undefined) return known;
      const series = platformSeriesOf(world, history, name);
      platform.set(name, series);
      return series;
    },
  };
}

/** Counters of one selection: the pods of a workload share what its record counted. */
function createCounterReader(grid: ScrapeGrid): (series: TrafficSeries) => Float64Array {
  const exact = new Map<RecordHistory, Map<string, Float64Array>>();
  return ({ history, measure }) => {
    const ofRecord = exact.get(history) ?? new Map<string, Float64Array>();
    exact.set(history, ofRecord);
    const known = ofRecord.get(measure.id);
    if (known !== undefined) return known;
    const values = history.valuesOn(grid, measure);
    ofRecord.set(measure.id, values);
    return values;
  };
}

const metricNames = [...trafficMetricNames, ...platformMetricNames].toSorted();

function selectNames(matchers: readonly Matcher[]): readonly string[] {
  const byName = matchers.filter((matcher) => matcher.label === "__name__");
  return metricNames.filter((name) => byName.every((matcher) => matchesValue(matcher, name)));
}

/** The metrics of a world as a Prometheus that scrapes it would have stored them. */
export function createWorldStorage(world: DemoWorld): WorldStorage {
  const reader = createHistoryReader(world);
  const cache = createSeriesCache(world, reader.current);

  function* select(matchers: readonly Matcher[], fromMs: number, toMs: number): Iterable<StoredSeries> {
    const grid = reader.grid(fromMs, toMs);
    if (grid.timesMs.length === 0) return;
    const lastEpoch = grid.epochs.at(-1) ?? 0;
    const rest = matchers.filter((matcher) => matcher.label !== "__name__");
    const valuesOf = createCounterReader(grid);
    for (const name of selectNames(matchers)) {
      for (const series of cache.trafficOf(name))
        if (series.history.firstEpoch <= lastEpoch && matchesLabels(rest, series.labels))
          yield { labels: series.labels, samples: () => trafficSamples(series, grid, valuesOf(series)) };
      for (const series of cache.platformOf(name))
        if (matchesLabels(rest, series.labels))
          yield { labels: series.labels, samples: () => series.samples(grid) };
    }
  }

  return {
    select,
    metricNames,
    labelSets: (matchers, fromMs, toMs) =>
      Array.from(select(matchers, fromMs, toMs), (series) => series.labels),
  };
}

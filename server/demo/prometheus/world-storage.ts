import type { Labels } from "@/lib/telemetry/series";
import { type Matcher, matchesLabels, matchesValue } from "@/server/demo/promql/matcher";
import type { Samples, SeriesStorage, StoredSeries } from "@/server/demo/promql/storage";
import type { DemoWorld } from "@/server/demo/world/world";
import { type PlatformSeries, platformMetricNames, platformSeriesOf } from "./platform-families";
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

/** The metrics of a world as a Prometheus that scrapes it would have stored them. */
export function createWorldStorage(world: DemoWorld): WorldStorage {
  const reader = createHistoryReader(world);
  let cachedFor: WorldHistory | undefined;
  const traffic = new Map<string, readonly TrafficSeries[]>();
  const platform = new Map<string, readonly PlatformSeries[]>();

  const refresh = (): WorldHistory => {
    const history = reader.current();
    if (history !== cachedFor) {
      traffic.clear();
      platform.clear();
      cachedFor = history;
    }
    return history;
  };
  const trafficOf = (history: WorldHistory, name: string): readonly TrafficSeries[] => {
    const known = traffic.get(name);
    if (known !== undefined) return known;
    const series = [...history.records.values()].flatMap((record) =>
      seriesOfRecord(world.spec, record, name),
    );
    traffic.set(name, series);
    return series;
  };
  const platformOf = (history: WorldHistory, name: string): readonly PlatformSeries[] => {
    const known = platform.get(name);
    if (known !== undefined) return known;
    const series = platformSeriesOf(world, history, name);
    platform.set(name, series);
    return series;
  };

  const metricNames = [...trafficMetricNames, ...platformMetricNames].toSorted();
  const selectNames = (matchers: readonly Matcher[]) => {
    const byName = matchers.filter((matcher) => matcher.label === "__name__");
    return metricNames.filter((name) => byName.every((matcher) => matchesValue(matcher, name)));
  };

  function* select(matchers: readonly Matcher[], fromMs: number, toMs: number): Iterable<StoredSeries> {
    const history = refresh();
    const grid = reader.grid(fromMs, toMs);
    if (grid.timesMs.length === 0) return;
    const lastEpoch = grid.epochs.at(-1) ?? 0;
    const rest = matchers.filter((matcher) => matcher.label !== "__name__");
    const exact = new Map<RecordHistory, Map<string, Float64Array>>();
    const valuesOf = (series: TrafficSeries): Float64Array => {
      const ofRecord = exact.get(series.history) ?? new Map<string, Float64Array>();
      exact.set(series.history, ofRecord);
      const known = ofRecord.get(series.measure.id);
      if (known !== undefined) return known;
      const values = series.history.valuesOn(grid, series.measure);
      ofRecord.set(series.measure.id, values);
      return values;
    };
    for (const name of selectNames(matchers)) {
      for (const series of trafficOf(history, name))
        if (series.history.firstEpoch <= lastEpoch && matchesLabels(rest, series.labels))
          yield { labels: series.labels, samples: () => trafficSamples(series, grid, valuesOf(series)) };
      for (const series of platformOf(history, name))
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

import type { Labels } from "@/lib/telemetry/series";
import { keepLabels, project, type Projection } from "@/server/demo/promql/label-sets";
import { type Matcher, matchesLabels, matchesValue } from "@/server/demo/promql/matcher";
import type { Samples, SeriesStorage, StoredSeries } from "@/server/demo/promql/storage";
import type { DemoWorld } from "@/server/demo/world/world";
import { platformMetricNames, platformSeriesOf } from "./platform-families";
import type { PlatformSeries } from "./platform-series";
import type { RecordHistory } from "./record-history";
import type { ScrapeGrid } from "./scrape-grid";
import {
  labelsOfSeries,
  seriesOfRecord,
  trafficMetricNames,
  type TrafficSeries,
  type SeriesFilter,
} from "./traffic-families";
import { createHistoryReader, type WorldHistory } from "./world-history";

export type WorldStorage = SeriesStorage & {
  /** Label sets of the series that have samples in a time range. */
  readonly labelSets: (matchers: readonly Matcher[], fromMs: number, toMs: number) => readonly Labels[];
  readonly metricNames: readonly string[];
};

/** Samples of a counter of whole numbers; a series that appeared later begins with a zero one scrape before. */
function trafficSamples(
  series: TrafficSeries,
  grid: ScrapeGrid,
  values: ArrayLike<number>,
  whole: ArrayLike<number> | undefined,
): Samples {
  const { share, phase } = series.pod;
  const { firstEpoch } = series.history;
  let begin = 0;
  if (firstEpoch > 0) {
    while (begin < values.length && (grid.epochs[begin] ?? 0) < firstEpoch) begin += 1;
    if (begin > 0) begin -= 1;
  }
  // Short plain arrays are cheaper than typed ones, and most selections are a handful of scrapes long.
  const counted: number[] = [];
  for (let index = begin; index < values.length; index += 1) {
    const all = Math.floor(((whole ?? values)[index] ?? 0) * share + phase);
    // A bucket of its own phase would lag behind the count, and every new request would look slow at first.
    counted.push(whole === undefined ? all : Math.min(all, Math.ceil((values[index] ?? 0) * share)));
  }
  return { timesMs: begin === 0 ? grid.timesMs : grid.timesMs.subarray(begin), values: counted };
}

/** Label sets that stay the same objects from query to query, as long as the history does. */
function createLabelCache() {
  const whole = new WeakMap<Labels, Map<string, Labels>>();
  const cached = (base: Labels, key: string, make: () => Labels): Labels => {
    const ofBase = whole.get(base) ?? new Map<string, Labels>();
    whole.set(base, ofBase);
    const known = ofBase.get(key) ?? make();
    ofBase.set(key, known);
    return known;
  };
  return {
    all: (series: TrafficSeries) =>
      cached(series.base, `${series.name}/${series.le ?? ""}`, () => labelsOfSeries(series)),
    /** Only the labels of a projection; the bound is put back when it is among them. */
    kept: (series: TrafficSeries, projection: Projection): Labels => {
      const base = project(series.base, projection);
      const { le } = series;
      if (le === undefined || !projection.names.includes("le")) return base;
      return cached(base, le, () => ({ ...base, le }));
    },
  };
}

/** Platform series by metric name, made when first asked for and forgotten when a new epoch begins. */
function createPlatformCache(world: DemoWorld) {
  let cachedFor: WorldHistory | undefined;
  const byName = new Map<string, readonly PlatformSeries[]>();
  return (history: WorldHistory, name: string): readonly PlatformSeries[] => {
    if (history !== cachedFor) byName.clear();
    cachedFor = history;
    const known = byName.get(name) ?? platformSeriesOf(world, history, name);
    byName.set(name, known);
    return known;
  };
}

/** Counters of one selection: the pods of a workload share what its record counted. */
function createCounterReader(
  grid: ScrapeGrid,
): (series: Pick<TrafficSeries, "history" | "measure">) => ArrayLike<number> {
  const exact = new Map<RecordHistory, Map<string, ArrayLike<number>>>();
  return ({ history, measure }) => {
    const ofRecord = exact.get(history) ?? new Map<string, ArrayLike<number>>();
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

/** Matchers that are tested on the labels that all buckets of a histogram share, and those on the bound. */
function filterOf(matchers: readonly Matcher[]): SeriesFilter {
  const onBase = matchers.filter((matcher) => matcher.label !== "__name__" && matcher.label !== "le");
  const onBound = matchers.filter((matcher) => matcher.label === "le");
  return {
    base: (labels) => matchesLabels(onBase, labels),
    le: (bound) => onBound.every((matcher) => matchesValue(matcher, bound)),
  };
}

/** The metrics of a world as a Prometheus that scrapes it would have stored them. */
export function createWorldStorage(world: DemoWorld): WorldStorage {
  const reader = createHistoryReader(world);
  const platformOf = createPlatformCache(world);
  const labels = createLabelCache();

  function* select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
    keep?: readonly string[],
  ): Generator<StoredSeries, void> {
    const grid = reader.grid(fromMs, toMs);
    if (grid.timesMs.length === 0) return;
    const history = reader.current();
    const lastEpoch = grid.epochs.at(-1) ?? 0;
    const rest = matchers.filter((matcher) => matcher.label !== "__name__");
    const filter = filterOf(matchers);
    const valuesOf = createCounterReader(grid);
    const projection = keep === undefined || keep.includes("__name__") ? undefined : keepLabels(keep);
    const labelsOf = (series: TrafficSeries) =>
      projection === undefined ? labels.all(series) : labels.kept(series, projection);
    const samplesOf = (series: TrafficSeries) => {
      const { history: of, whole } = series;
      const all = whole === undefined ? undefined : valuesOf({ history: of, measure: whole });
      return trafficSamples(series, grid, valuesOf(series), all);
    };
    for (const name of selectNames(matchers)) {
      for (const record of history.records.values()) {
        if (record.firstEpoch > lastEpoch) continue;
        for (const series of seriesOfRecord(world.spec, record, name, filter))
          yield { labels: labelsOf(series), samples: () => samplesOf(series) };
      }
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

import type { Reporter } from "@/lib/graph/edge-traffic";
import type { ChartQueryKey } from "@/lib/telemetry/istio/chart-queries";
import { reporterFromLabels } from "@/lib/telemetry/istio/labels";
import { isErrorClass, responseClass, responseClasses } from "@/lib/telemetry/istio/response-class";
import type { SeriesByKey } from "@/lib/telemetry/prom-query";
import type { Series, SeriesSet } from "@/lib/telemetry/series";

export type ChartValues = readonly (number | null)[];

/** Everything that is drawn of one target, on one grid. An absent chart is unknown or does not exist for it. */
export type TrafficCharts = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly points: number;
  /** Whose figures are drawn; undefined when no one reported. */
  readonly reporter?: Reporter;
  /** Requests/s per response class, in the order of `responseClasses`, classes that never occurred left out. */
  readonly requestsByClass: readonly { readonly name: string; readonly values: ChartValues }[];
  readonly requestsPerSecond?: ChartValues;
  /** 0 to 1; null where there were no requests. */
  readonly errorRatio?: ChartValues;
  readonly latencyMsP50?: ChartValues;
  readonly latencyMsP95?: ChartValues;
  readonly latencyMsP99?: ChartValues;
  readonly requestBytesMean?: ChartValues;
  readonly responseBytesMean?: ChartValues;
  readonly tcpSentBytesPerSecond?: ChartValues;
  readonly tcpReceivedBytesPerSecond?: ChartValues;
};

/**
 * Charts from the answers of `chartQueries`. `prefer` chooses the side; without it the server's view is drawn when
 * there is one, else the caller's. One chart never mixes reporters.
 */
export function chartsFromSeries(sets: SeriesByKey<ChartQueryKey>, prefer?: Reporter): TrafficCharts {
  const grid = Object.values(sets).find((set) => set !== undefined);
  const reporter = chooseReporter(sets, prefer);
  const requests = requestsByClass(sets.requests, reporter);
  const total = sumValues(requests.map((entry) => entry.values));
  const errors = sumValues(requests.filter((entry) => isErrorClass(entry.name)).map((entry) => entry.values));
  return {
    startMs: grid?.startMs ?? 0,
    stepMs: grid?.stepMs ?? 0,
    points: grid?.points ?? 0,
    ...(reporter === undefined ? {} : { reporter }),
    requestsByClass: requests,
    ...(total === undefined ? {} : { requestsPerSecond: total, errorRatio: ratioValues(errors, total) }),
    ...chart("latencyMsP50", sets.latencyMsP50, reporter),
    ...chart("latencyMsP95", sets.latencyMsP95, reporter),
    ...chart("latencyMsP99", sets.latencyMsP99, reporter),
    ...chart("requestBytesMean", sets.requestBytes, reporter),
    ...chart("responseBytesMean", sets.responseBytes, reporter),
    ...chart("tcpSentBytesPerSecond", sets.tcpSent, reporter),
    ...chart("tcpReceivedBytesPerSecond", sets.tcpReceived, reporter),
  };
}

function chooseReporter(
  sets: SeriesByKey<ChartQueryKey>,
  prefer: Reporter | undefined,
): Reporter | undefined {
  const present = new Set<Reporter>();
  for (const set of [sets.requests, sets.tcpSent, sets.tcpReceived]) {
    for (const series of set?.series ?? []) {
      const reporter = reporterFromLabels(series.labels);
      if (reporter !== undefined) present.add(reporter);
    }
  }
  if (prefer !== undefined && present.has(prefer)) return prefer;
  const order: readonly Reporter[] = ["destination", "waypoint", "source"];
  return order.find((reporter) => present.has(reporter));
}

function requestsByClass(set: SeriesSet | undefined, reporter: Reporter | undefined) {
  const byClass = new Map<string, Series[]>();
  for (const series of set?.series ?? []) {
    if (reporterFromLabels(series.labels) !== reporter) continue;
    const name = responseClass(series.labels);
    byClass.set(name, [...(byClass.get(name) ?? []), series]);
  }
  return responseClasses.flatMap((name) => {
    const values = sumValues((byClass.get(name) ?? []).map((series) => series.values));
    return values === undefined ? [] : [{ name, values }];
  });
}

/** Null only where every part is null: a class that had not occurred yet adds nothing, a scrape gap stays a gap. */
function sumValues(parts: readonly ChartValues[]): ChartValues | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return first.map((_, index) => {
    let sum: number | null = null;
    for (const part of parts) {
      const value = part[index] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}

function ratioValues(errors: ChartValues | undefined, total: ChartValues): ChartValues {
  return total.map((value, index) =>
    value === null || value === 0 ? null : Math.min(1, (errors?.[index] ?? 0) / value),
  );
}

function chart(
  name: keyof TrafficCharts,
  set: SeriesSet | undefined,
  reporter: Reporter | undefined,
): Partial<TrafficCharts> {
  const series = set?.series.find((entry) => reporterFromLabels(entry.labels) === reporter);
  return series === undefined ? {} : { [name]: series.values };
}

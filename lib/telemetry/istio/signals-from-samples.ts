import type { Reporter } from "@/lib/graph/edge-traffic";
import type { GoldenSignals } from "@/lib/telemetry/golden-signals";
import { reporterFromLabels } from "@/lib/telemetry/istio/labels";
import type { SignalQueryKey } from "@/lib/telemetry/istio/signal-queries";
import {
  subjectFromLabels,
  subjectKey,
  type SignalDirection,
  type SignalSubject,
  type SignalSubjectKind,
} from "@/lib/telemetry/istio/signal-subject";
import { clusterNaming } from "@/lib/telemetry/istio/traffic-peer";
import { addRequests, emptySum, reportFromSum, type TrafficSum } from "@/lib/telemetry/istio/traffic-sum";
import type { SamplesByKey } from "@/lib/telemetry/prom-query";
import { servedTraffic } from "@/lib/telemetry/served-traffic";
import type { Sample } from "@/lib/telemetry/series";

/** The signals of one subject. `byClass` is requests/s by response class, see `ReportedTraffic`. */
export type SubjectSignals = {
  readonly subject: SignalSubject;
  readonly signals: GoldenSignals;
  readonly byClass: Readonly<Record<string, number>>;
  /** Failures that never reached the server, requests/s. */
  readonly clientOnlyErrorsPerSecond: number;
};

type Accumulator = {
  readonly subject: SignalSubject;
  /** By serving workload, then reporter. */
  readonly workloads: Map<string, Map<Reporter, TrafficSum>>;
  readonly figures: Map<string, Map<Reporter, number>>;
};

/**
 * Golden signals per subject from the answers of `signalsQueries`, sorted by key. `cluster` is the console's name for
 * the cluster. Requests of each serving workload come from its own best reporter (see `servedTraffic`); failures
 * that reached no workload count too. A missing answer leaves its signals unknown, a subject without series is absent.
 */
export function goldenSignalsFromSamples(
  samples: SamplesByKey<SignalQueryKey>,
  kind: SignalSubjectKind,
  direction: SignalDirection,
  cluster: string,
): readonly SubjectSignals[] {
  const naming = clusterNaming(cluster, samples.requests ?? []);
  const subjects = new Map<string, Accumulator>();
  const find = (sample: Sample): Accumulator | undefined => {
    const subject = subjectFromLabels(sample.labels, kind, direction, naming);
    if (subject === undefined) return undefined;
    const key = subjectKey(subject);
    const present = subjects.get(key) ?? { subject, workloads: new Map(), figures: new Map() };
    subjects.set(key, present);
    return present;
  };
  for (const sample of samples.requests ?? []) addRequestSample(find(sample), sample);
  for (const key of ["latencyMsP50", "latencyMsP95", "latencyMsP99", "tcpBytes"] as const) {
    for (const sample of samples[key] ?? []) addFigure(find(sample), key, sample);
  }
  return [...subjects.keys()].sort().flatMap((key) => {
    const accumulator = subjects.get(key);
    return accumulator === undefined ? [] : [signalsFrom(accumulator)];
  });
}

function addRequestSample(accumulator: Accumulator | undefined, sample: Sample): void {
  const reporter = reporterFromLabels(sample.labels);
  if (accumulator === undefined || reporter === undefined || sample.value === null) return;
  const { destination_workload_namespace: namespace = "", destination_workload: workload = "" } =
    sample.labels;
  const key = `${namespace}/${workload}`;
  const reports = accumulator.workloads.get(key) ?? new Map<Reporter, TrafficSum>();
  accumulator.workloads.set(key, reports);
  const sum = reports.get(reporter) ?? emptySum(reporter);
  reports.set(reporter, sum);
  addRequests(sum, sample.labels, sample.value);
}

function addFigure(accumulator: Accumulator | undefined, key: string, sample: Sample): void {
  const reporter = reporterFromLabels(sample.labels);
  if (accumulator === undefined || reporter === undefined || sample.value === null) return;
  const byReporter = accumulator.figures.get(key) ?? new Map<Reporter, number>();
  accumulator.figures.set(key, byReporter);
  const present = byReporter.get(reporter);
  byReporter.set(reporter, present === undefined ? sample.value : Math.max(present, sample.value));
}

function signalsFrom(accumulator: Accumulator): SubjectSignals {
  const byClass: Record<string, number> = {};
  let requests = 0;
  let errors = 0;
  let clientOnly = 0;
  for (const reports of accumulator.workloads.values()) {
    const served = servedTraffic([...reports.values()].map(reportFromSum));
    if (served === undefined) continue;
    requests += served.requestsPerSecond;
    errors += served.errorsPerSecond;
    clientOnly += served.clientOnlyErrorsPerSecond;
    for (const [name, value] of Object.entries(served.byClass)) byClass[name] = (byClass[name] ?? 0) + value;
  }
  const figure = (key: string): number | undefined => {
    const byReporter = accumulator.figures.get(key);
    return byReporter?.get("destination") ?? byReporter?.get("waypoint") ?? byReporter?.get("source");
  };
  const signals: GoldenSignals = defined({
    requestsPerSecond: accumulator.workloads.size > 0 ? requests : undefined,
    errorRatio: requests > 0 ? Math.min(1, errors / requests) : undefined,
    latencyMsP50: figure("latencyMsP50"),
    latencyMsP95: figure("latencyMsP95"),
    latencyMsP99: figure("latencyMsP99"),
    tcpBytesPerSecond: figure("tcpBytes"),
  });
  return { subject: accumulator.subject, signals, byClass, clientOnlyErrorsPerSecond: clientOnly };
}

function defined(signals: { [Key in keyof GoldenSignals]: GoldenSignals[Key] | undefined }): GoldenSignals {
  return Object.fromEntries(Object.entries(signals).filter(([, value]) => value !== undefined));
}

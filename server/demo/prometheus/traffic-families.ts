import type { Labels } from "@/lib/telemetry/series";
import { randomOf } from "@/server/demo/world/random";
import type { MeshSpec } from "@/server/demo/world/spec";
import {
  bucketBounds,
  type FlowRates,
  type HistogramRate,
  identityKey,
  type TrafficIdentity,
} from "@/server/demo/world/traffic-record";
import type { Measure, RecordHistory } from "./record-history";
import { identityLabels, messageLabels, reportingPods, sortedLabels } from "./traffic-labels";

/** A pod's share of what a record counted. */
export type PodShare = {
  /** All labels but the name and the bucket's bound. */
  readonly base: Labels;
  readonly share: number;
  /** Counters are whole numbers; the phase keeps those of a workload's pods from jumping together. */
  readonly phase: number;
};

/** One stored series of the mesh's traffic. */
export type TrafficSeries = {
  readonly pod: PodShare;
  /** All labels but the name and the bucket's bound. */
  readonly base: Labels;
  readonly name: string;
  readonly le: string | undefined;
  readonly history: RecordHistory;
  readonly measure: Measure;
  /** What a bucket is part of: a request is in its bucket at the moment in which it is counted. */
  readonly whole: Measure | undefined;
};

type Family = {
  readonly name: string;
  readonly type: "counter" | "histogram";
  readonly help: string;
  readonly protocols: readonly ("http" | "grpc" | "tcp")[];
  readonly suffixes: readonly {
    readonly suffix: string;
    readonly le?: string;
    readonly measure: Measure;
    readonly whole?: Measure;
  }[];
  readonly labels: (labels: Labels) => Labels;
  readonly accepts?: (history: RecordHistory) => boolean;
};

const same = (labels: Labels) => labels;
const requests: Measure = { id: "requests", of: (rates) => rates.requests };

function histogram(name: string, help: string, id: string, of: (rates: FlowRates) => HistogramRate): Family {
  const buckets = bucketBounds.map((bound, index) => ({
    suffix: "_bucket",
    le: String(bound),
    measure: { id: `${id}/${index}`, of: (rates: FlowRates) => of(rates).buckets[index] ?? 0 },
    whole: requests,
  }));
  return {
    name,
    type: "histogram",
    help,
    protocols: ["http", "grpc"],
    labels: same,
    suffixes: [
      ...buckets,
      { suffix: "_bucket", le: "+Inf", measure: requests },
      { suffix: "_sum", measure: { id: `${id}/sum`, of: (rates) => of(rates).sum } },
      { suffix: "_count", measure: requests },
    ],
  };
}

function counter(
  name: string,
  help: string,
  protocols: Family["protocols"],
  measure: Measure,
  more: Partial<Family> = {},
): Family {
  return {
    name,
    type: "counter",
    help,
    protocols,
    labels: same,
    suffixes: [{ suffix: "", measure }],
    ...more,
  };
}

/** Connections are pooled: one carries many requests. */
const connections: Measure = { id: "connections", of: (rates) => rates.requests / 40 };
const closed: Measure = { id: "closed", of: (rates) => rates.requests / 40.4 };
const sent: Measure = { id: "sent", of: (rates) => rates.responseBytes.sum };
const received: Measure = { id: "received", of: (rates) => rates.requestBytes.sum };
const messages = {
  labels: messageLabels,
  accepts: (history: RecordHistory) => history.identity.grpcStatus === "0" && history.identity.flags === "-",
};

export const trafficFamilies: readonly Family[] = [
  counter("istio_requests_total", "Requests that ended.", ["http", "grpc"], requests),
  histogram(
    "istio_request_duration_milliseconds",
    "Time from the first byte of a request to the last of its response.",
    "duration",
    (rates) => rates.durationMs,
  ),
  histogram("istio_request_bytes", "Size of requests.", "request", (rates) => rates.requestBytes),
  histogram("istio_response_bytes", "Size of responses.", "response", (rates) => rates.responseBytes),
  counter("istio_request_messages_total", "gRPC messages from clients.", ["grpc"], requests, messages),
  counter("istio_response_messages_total", "gRPC messages from servers.", ["grpc"], requests, messages),
  counter("istio_tcp_connections_opened_total", "Connections opened.", ["tcp"], connections),
  counter("istio_tcp_connections_closed_total", "Connections closed.", ["tcp"], closed),
  counter("istio_tcp_sent_bytes_total", "Bytes sent to clients.", ["tcp"], sent),
  counter("istio_tcp_received_bytes_total", "Bytes received from clients.", ["tcp"], received),
];

type NamedFamily = { readonly family: Family; readonly parts: Family["suffixes"] };

const familiesByName: ReadonlyMap<string, NamedFamily> = new Map(
  trafficFamilies.flatMap((family) =>
    family.suffixes.map(({ suffix }) => {
      const parts = family.suffixes.filter((part) => part.suffix === suffix);
      return [`${family.name}${suffix}`, { family, parts }] as const;
    }),
  ),
);

export const trafficMetricNames: readonly string[] = [...familiesByName.keys()];

// By identity, which outlives the history: a write must not make every label set anew.
const podShares = new WeakMap<TrafficIdentity, readonly PodShare[]>();

function sharesOfRecord(spec: MeshSpec, history: RecordHistory): readonly PodShare[] {
  const { identity } = history;
  const known = podShares.get(identity);
  if (known !== undefined) return known;
  const reporter = identity.reporter === "source" ? identity.source : identity.destination;
  const labels = identityLabels(spec, identity);
  const key = identityKey(identity);
  const shares = (reporter === undefined ? [] : reportingPods(spec, reporter)).map((pod) => ({
    base: { ...labels, ...pod.labels },
    share: pod.share,
    phase: randomOf(spec.seed, `${key}/${pod.pod.name}`),
  }));
  podShares.set(identity, shares);
  return shares;
}

/** What is left of a record's series after a test of the labels and one of the bound. */
export type SeriesFilter = {
  readonly base: (labels: Labels) => boolean;
  readonly le: (bound: string) => boolean;
};

/** The series of one metric name that one record gives and that pass. */
export function* seriesOfRecord(
  spec: MeshSpec,
  history: RecordHistory,
  name: string,
  filter: SeriesFilter,
): Generator<TrafficSeries, void> {
  const found = familiesByName.get(name);
  if (found === undefined || !found.family.protocols.includes(history.identity.protocol)) return;
  const { family, parts } = found;
  if (family.accepts?.(history) === false) return;
  const passing = parts.filter((part) => filter.le(part.le ?? ""));
  for (const pod of sharesOfRecord(spec, history)) {
    const base = family.labels(pod.base);
    if (!filter.base(base)) continue;
    for (const { le, measure, whole } of passing) yield { pod, base, name, le, history, measure, whole };
  }
}

/** The labels of a series, in order of their names. */
export function labelsOfSeries({ base, name, le }: TrafficSeries): Labels {
  return sortedLabels({ ...base, __name__: name, ...(le === undefined ? {} : { le }) });
}

import type { EdgeProtocol, EdgeTraffic, Reporter } from "@/lib/graph/edge-traffic";
import type { EdgeQueryKey } from "@/lib/telemetry/istio/edge-queries";
import { peerLabels, reporterFromLabels } from "@/lib/telemetry/istio/labels";
import { requestProtocol } from "@/lib/telemetry/istio/response-class";
import {
  clusterNaming,
  destinationPeer,
  sourcePeer,
  type ClusterNaming,
} from "@/lib/telemetry/istio/traffic-peer";
import {
  addRequests,
  addTcp,
  emptySum,
  joinLatency,
  reportFromSum,
  type TrafficSum,
} from "@/lib/telemetry/istio/traffic-sum";
import type { SamplesByKey } from "@/lib/telemetry/prom-query";
import type { Labels, Sample } from "@/lib/telemetry/series";

type EdgeSum = {
  readonly labels: Labels;
  readonly protocol: EdgeProtocol;
  readonly reports: Map<Reporter, TrafficSum>;
  mutualTls: number;
  policyKnown: number;
  sampleTimeMs: number;
};

const endLabels = peerLabels.filter((label) => label !== "reporter");

/**
 * Edges from the answers of `edgeQueries`, every reporter apart. `cluster` is the console's name for the cluster that
 * was asked. A missing answer leaves its figures unknown; NaN samples and unknown reporters are skipped.
 */
export function edgesFromSamples(
  samples: SamplesByKey<EdgeQueryKey>,
  cluster: string,
): readonly EdgeTraffic[] {
  const naming = clusterNaming(cluster, [...(samples.requests ?? []), ...(samples.tcpOpened ?? [])]);
  const edges = new EdgeSums();
  for (const sample of samples.requests ?? []) addRequestSample(edges, sample);
  for (const sample of samples.tcpSent ?? []) addTcpSample(edges, sample, "sentBytesPerSecond");
  for (const sample of samples.tcpReceived ?? []) addTcpSample(edges, sample, "receivedBytesPerSecond");
  for (const sample of samples.tcpOpened ?? []) addTcpSample(edges, sample, "connectionsPerSecond");
  for (const key of ["latencyMsP50", "latencyMsP95", "latencyMsP99"] as const) {
    for (const sample of samples[key] ?? []) {
      if (sample.value === null) continue;
      const report = edges.existing(sample.labels, requestProtocol(sample.labels));
      if (report !== undefined) joinLatency(report, key, sample.value);
    }
  }
  return edges.all().map((edge) => edgeFromSum(edge, naming));
}

class EdgeSums {
  readonly #edges = new Map<string, EdgeSum>();

  #key(labels: Labels, protocol: EdgeProtocol): string {
    let key: string = protocol;
    for (const label of endLabels) key += `\u0000${labels[label] ?? ""}`;
    return key;
  }

  at(sample: Sample, protocol: EdgeProtocol): EdgeSum {
    const key = this.#key(sample.labels, protocol);
    const present = this.#edges.get(key);
    if (present !== undefined) return present;
    const edge: EdgeSum = {
      labels: sample.labels,
      protocol,
      reports: new Map(),
      mutualTls: 0,
      policyKnown: 0,
      sampleTimeMs: sample.timeMs,
    };
    this.#edges.set(key, edge);
    return edge;
  }

  /** A quantile without a rate is left over from a request that ended before the window: it makes no edge. */
  existing(labels: Labels, protocol: EdgeProtocol): TrafficSum | undefined {
    const reporter = reporterFromLabels(labels);
    const edge = this.#edges.get(this.#key(labels, protocol));
    return reporter === undefined ? undefined : edge?.reports.get(reporter);
  }

  all(): readonly EdgeSum[] {
    return [...this.#edges.values()];
  }
}

function reportOf(edge: EdgeSum, reporter: Reporter): TrafficSum {
  const present = edge.reports.get(reporter);
  if (present !== undefined) return present;
  const sum = emptySum(reporter);
  edge.reports.set(reporter, sum);
  return sum;
}

function addRequestSample(edges: EdgeSums, sample: Sample): void {
  const reporter = reporterFromLabels(sample.labels);
  if (reporter === undefined || sample.value === null) return;
  const edge = edges.at(sample, requestProtocol(sample.labels));
  addRequests(reportOf(edge, reporter), sample.labels, sample.value);
  addPolicy(edge, sample.labels, sample.value);
}

function addTcpSample(
  edges: EdgeSums,
  sample: Sample,
  key: "sentBytesPerSecond" | "receivedBytesPerSecond" | "connectionsPerSecond",
): void {
  const reporter = reporterFromLabels(sample.labels);
  if (reporter === undefined || sample.value === null) return;
  const edge = edges.at(sample, "tcp");
  addTcp(reportOf(edge, reporter), key, sample.value);
  if (key !== "connectionsPerSecond") addPolicy(edge, sample.labels, sample.value);
}

/** Sidecars know the policy at the server side only; ztunnel knows it at both. "unknown" says nothing. */
function addPolicy(edge: EdgeSum, labels: Labels, weight: number): void {
  const policy = labels.connection_security_policy;
  if (policy === "mutual_tls") edge.mutualTls += weight;
  if (policy === "mutual_tls" || policy === "none") edge.policyKnown += weight;
}

function edgeFromSum(edge: EdgeSum, naming: ClusterNaming): EdgeTraffic {
  return {
    source: sourcePeer(edge.labels, naming),
    destination: destinationPeer(edge.labels, naming),
    protocol: edge.protocol,
    reports: [...edge.reports.values()].map(reportFromSum),
    ...(edge.policyKnown > 0 ? { mtlsRatio: edge.mutualTls / edge.policyKnown } : {}),
    sampleTimeMs: edge.sampleTimeMs,
  };
}

import type { EdgeProtocol, EdgeTraffic, TrafficPeer } from "@/lib/graph/edge-traffic";
import { servedTraffic } from "@/lib/telemetry/served-traffic";

/** Traffic of a service with one peer: a caller, a callee, or one of its own workloads. */
export type PeerRow = {
  readonly key: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly service?: string;
  readonly version?: string;
  readonly protocol: EdgeProtocol;
  readonly requestsPerSecond?: number;
  readonly errorRatio?: number;
  readonly latencyMsP95?: number;
  readonly latencyMsP99?: number;
  readonly bytesPerSecond?: number;
  readonly mtlsRatio?: number;
  readonly byFlag: Readonly<Record<string, number>>;
};

export type ServiceTraffic = {
  readonly callers: readonly PeerRow[];
  readonly callees: readonly PeerRow[];
  readonly workloads: readonly PeerRow[];
};

type ServiceName = { readonly namespace: string; readonly name: string };

/**
 * A service's edges sorted by whom they are with, busiest first. `workloadNames` are those behind the service: what they
 * call are its callees. A quantile over several joined edges is the largest of theirs, an upper bound.
 */
export function serviceTraffic(
  edges: readonly EdgeTraffic[],
  service: ServiceName,
  workloadNames: ReadonlySet<string>,
): ServiceTraffic {
  const inbound = edges.filter(
    (edge) =>
      edge.destination.service?.namespace === service.namespace &&
      edge.destination.service.name === service.name,
  );
  const outbound = edges.filter(
    (edge) =>
      edge.source.namespace === service.namespace &&
      edge.source.workload !== undefined &&
      workloadNames.has(edge.source.workload),
  );
  return {
    callers: joinBy(inbound, (edge) => edge.source),
    callees: joinBy(outbound, (edge) => edge.destination),
    workloads: joinBy(inbound, (edge) => ({ ...edge.destination, service: undefined })),
  };
}

type Peer = Omit<TrafficPeer, "service"> & { readonly service?: TrafficPeer["service"] | undefined };

function joinBy(edges: readonly EdgeTraffic[], peerOf: (edge: EdgeTraffic) => Peer): readonly PeerRow[] {
  const groups = new Map<string, { peer: Peer; edges: EdgeTraffic[] }>();
  for (const edge of edges) {
    const peer = peerOf(edge);
    const key = [
      peer.namespace ?? peer.service?.namespace ?? "",
      peer.service?.name ?? peer.workload ?? "",
      peer.version ?? "",
      edge.protocol,
    ].join("/");
    const group = groups.get(key) ?? { peer, edges: [] };
    group.edges.push(edge);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, group]) => rowFrom(key, group.peer, group.edges))
    .toSorted(
      (a, b) =>
        (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) ||
        (b.bytesPerSecond ?? 0) - (a.bytesPerSecond ?? 0),
    );
}

function rowFrom(key: string, peer: Peer, edges: readonly EdgeTraffic[]): PeerRow {
  let requests = 0;
  let errors = 0;
  let bytes: number | undefined;
  let secured = 0;
  let securedOf = 0;
  const byFlag: Record<string, number> = {};
  for (const edge of edges) {
    const served = servedTraffic(edge.reports);
    if (served === undefined) continue;
    requests += served.requestsPerSecond;
    errors += served.errorsPerSecond;
    const { sentBytesPerSecond: sent, receivedBytesPerSecond: received } = served.base;
    if (sent !== undefined || received !== undefined) bytes = (bytes ?? 0) + (sent ?? 0) + (received ?? 0);
    if (edge.mtlsRatio !== undefined) {
      secured += edge.mtlsRatio;
      securedOf += 1;
    }
    for (const report of edge.reports) {
      for (const [flag, rate] of Object.entries(report.byFlag))
        byFlag[flag] = Math.max(byFlag[flag] ?? 0, rate);
    }
  }
  const first = edges[0];
  const latency = (name: "latencyMsP95" | "latencyMsP99") => {
    const known = edges.flatMap((edge) => servedTraffic(edge.reports)?.base[name] ?? []);
    return known.length === 0 ? {} : { [name]: Math.max(...known) };
  };
  return {
    key,
    ...(peer.namespace === undefined
      ? peer.service === undefined
        ? {}
        : { namespace: peer.service.namespace }
      : { namespace: peer.namespace }),
    ...(peer.workload === undefined ? {} : { workload: peer.workload }),
    ...(peer.service === undefined ? {} : { service: peer.service.name }),
    ...(peer.version === undefined ? {} : { version: peer.version }),
    protocol: first?.protocol ?? "http",
    ...(first?.protocol === "tcp" ? {} : { requestsPerSecond: requests }),
    ...(requests > 0 ? { errorRatio: Math.min(1, errors / requests) } : {}),
    ...latency("latencyMsP95"),
    ...latency("latencyMsP99"),
    ...(bytes === undefined ? {} : { bytesPerSecond: bytes }),
    ...(securedOf === 0 ? {} : { mtlsRatio: secured / securedOf }),
    byFlag,
  };
}

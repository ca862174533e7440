import type { CallEdge, LiveFacts, MeasuredProtocol } from "@/lib/config/checks/rule";
import type { Sourced } from "@/lib/evidence";
import type { EdgeTraffic } from "@/lib/graph/edge-traffic";
import { edgeQueries, type EdgeQueryKey } from "@/lib/telemetry/istio/edge-queries";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import type { PromQuery } from "@/lib/telemetry/prom-query";
import type { Sample } from "@/lib/telemetry/series";
import { preferredReport } from "@/lib/telemetry/served-traffic";
import { sharedSyncFrom } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { ClusterSources } from "@/server/ports";

/** Long enough to see the calls that are rare, short enough to forget those that were given up. */
const windowMs = 15 * 60_000;
const wantedEdges: ReadonlySet<EdgeQueryKey> = new Set(["requests", "tcpSent"]);

type Key = EdgeQueryKey | "certificates";

const certificateQuery: PromQuery<"certificates"> = {
  key: "certificates",
  promql: `min by (namespace, pod) (istio_agent_cert_expiry_seconds{resource_name="default"})`,
  purpose: "remaining life of proxies' certificates",
};

/**
 * What the rules can know beyond configuration: sync state of proxies, measured calls and protocols, certificates.
 * Three queries and one look at istiod. A part whose source is silent is absent, and a warning.
 */
export async function readLiveFacts(
  sources: ClusterSources,
  at: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Sourced<LiveFacts>> {
  const gathering = new Gathering();
  const queries: readonly PromQuery<Key>[] = [
    ...edgeQueries({ namespaces: [] }, windowMs).filter(({ key }) => wantedEdges.has(key)),
    certificateQuery,
  ];
  const [sync, samples] = await Promise.all([
    gathering.take(
      "sync state of proxies",
      sharedSyncFrom(sources, { purpose: "sync state of every proxy", signal: at.signal }),
    ),
    askInstant(gathering, sources.metrics, queries, at.nowMs, at.signal),
  ]);
  const { certificates, requests, tcpSent } = samples;
  const edges =
    requests === undefined
      ? undefined
      : edgesFromSamples({ requests, ...(tcpSent === undefined ? {} : { tcpSent }) }, sources.name);
  return gathering.answer({
    ...(sync === undefined ? {} : { sync }),
    ...(edges === undefined ? {} : { calls: callsFrom(edges) }),
    ...(edges === undefined || tcpSent === undefined ? {} : { protocols: protocolsFrom(edges) }),
    ...(certificates === undefined ? {} : { certificates: certificatesFrom(certificates) }),
  });
}

function callsFrom(edges: readonly EdgeTraffic[]): readonly CallEdge[] {
  return edges.flatMap(({ source, destination, protocol, reports }) => {
    const report = preferredReport(reports);
    const { service } = destination;
    if (protocol === "tcp" || report === undefined || service === undefined || source.workload === undefined)
      return [];
    return [
      {
        sourceNamespace: source.namespace ?? "",
        sourceWorkload: source.workload,
        destinationNamespace: service.namespace,
        destinationService: service.name,
        requestsPerSecond: report.requestsPerSecond,
      },
    ];
  });
}

function protocolsFrom(edges: readonly EdgeTraffic[]): readonly MeasuredProtocol[] {
  const sums = new Map<string, MeasuredProtocol>();
  for (const { destination, protocol, reports } of edges) {
    const report = preferredReport(reports);
    const { service } = destination;
    if (report === undefined || service === undefined || service.namespace === "") continue;
    const perSecond = protocol === "tcp" ? (report.sentBytesPerSecond ?? 0) : report.requestsPerSecond;
    if (perSecond <= 0) continue;
    const key = `${service.namespace}/${service.name}/${protocol}`;
    const known = sums.get(key)?.perSecond ?? 0;
    sums.set(key, {
      namespace: service.namespace,
      service: service.name,
      protocol,
      perSecond: known + perSecond,
    });
  }
  return [...sums.values()];
}

function certificatesFrom(samples: readonly Sample[]): NonNullable<LiveFacts["certificates"]> {
  return samples.flatMap(({ labels, value, timeMs }) => {
    const { namespace, pod } = labels;
    if (namespace === undefined || pod === undefined || value === null) return [];
    // To the minute: the gauge is as old as its last scrape, and the end is the same one at every look.
    return [{ namespace, pod, notAfterMs: Math.round((timeMs + value * 1000) / 60_000) * 60_000 }];
  });
}

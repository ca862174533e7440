import type { TrafficPeer } from "@/lib/graph/edge-traffic";
import { knownLabel, knownVersion, reporterFromLabels } from "@/lib/telemetry/istio/labels";
import type { Labels, Sample } from "@/lib/telemetry/series";

/** How Istio's cluster ids become the console's: the home id, or none, is `cluster`; another id stays as it is. */
export type ClusterNaming = { readonly cluster: string; readonly homeId: string | undefined };

/**
 * The id that this Prometheus' own proxies give their cluster: the one most reporters carry on their own side.
 * Istio's ids ("Kubernetes" by default) and the console's configured names are chosen independently.
 */
export function clusterNaming(cluster: string, samples: readonly Sample[]): ClusterNaming {
  const counts = new Map<string, number>();
  for (const { labels } of samples) {
    const side = reporterFromLabels(labels) === "source" ? "source_cluster" : "destination_cluster";
    const id = knownLabel(labels, side);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  return { cluster, homeId: counts.has(cluster) ? cluster : best?.[0] };
}

function clusterName(naming: ClusterNaming, id: string | undefined): string {
  return id === undefined || id === naming.homeId ? naming.cluster : id;
}

/** The calling end of a series. */
export function sourcePeer(labels: Labels, naming: ClusterNaming): TrafficPeer {
  const canonicalService = knownLabel(labels, "source_canonical_service");
  return peer({
    cluster: clusterName(naming, knownLabel(labels, "source_cluster")),
    namespace: knownLabel(labels, "source_workload_namespace"),
    workload: knownLabel(labels, "source_workload"),
    version: knownVersion(labels, "source"),
    canonicalService,
  });
}

/**
 * The called end of a series. Hosts outside of the cluster become a service with namespace "" that is named by the
 * host; `PassthroughCluster` and `BlackHoleCluster` likewise. Inbound passthrough has no service.
 */
export function destinationPeer(labels: Labels, naming: ClusterNaming): TrafficPeer {
  const cluster = clusterName(naming, knownLabel(labels, "destination_cluster"));
  return peer({
    cluster,
    namespace: knownLabel(labels, "destination_workload_namespace"),
    workload: knownLabel(labels, "destination_workload"),
    version: knownVersion(labels, "destination"),
    canonicalService: knownLabel(labels, "destination_canonical_service"),
    service: destinationService(labels, cluster),
  });
}

function destinationService(labels: Labels, cluster: string): TrafficPeer["service"] {
  const name = knownLabel(labels, "destination_service_name");
  const host = knownLabel(labels, "destination_service");
  const namespace = knownLabel(labels, "destination_service_namespace");
  if (name === "PassthroughCluster" || name === "BlackHoleCluster") return { cluster, namespace: "", name };
  if (name?.startsWith("InboundPassthrough") === true) return undefined;
  if (host !== undefined && isKubernetesHost(host) && namespace !== undefined) {
    return { cluster, namespace, name: name ?? host.slice(0, host.indexOf(".")) };
  }
  if (host !== undefined && (namespace === undefined || host.includes("."))) {
    return { cluster, namespace: "", name: host };
  }
  if (name === undefined) return undefined;
  return { cluster, namespace: namespace ?? "", name };
}

/** `name.namespace.svc…`, also from another cluster of the mesh (`.svc.clusterset.local`, other domains). */
function isKubernetesHost(host: string): boolean {
  return host.split(".")[2] === "svc";
}

type PeerParts = { readonly [Key in keyof TrafficPeer]: TrafficPeer[Key] | undefined } & { cluster: string };

function peer(parts: PeerParts): TrafficPeer {
  return {
    cluster: parts.cluster,
    ...(parts.namespace === undefined ? {} : { namespace: parts.namespace }),
    ...(parts.workload === undefined ? {} : { workload: parts.workload }),
    ...(parts.service === undefined ? {} : { service: parts.service }),
    ...(parts.version === undefined ? {} : { version: parts.version }),
    ...(parts.canonicalService === undefined ? {} : { canonicalService: parts.canonicalService }),
  };
}

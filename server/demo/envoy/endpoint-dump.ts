import { clustersFor } from "@/lib/xds/clusters";
import type { XdsCluster, XdsEndpoint } from "@/lib/xds/model";
import { xdsProxyOf } from "@/server/demo/istiod/mesh-proxies";
import { staticClusters } from "./cluster-dump";
import { anyOf, type ProtoJson, socketAddress, withoutAbsent } from "./proto-json";
import type { ProxyView } from "./proxy-view";

const assignmentType = "envoy.config.endpoint.v3.ClusterLoadAssignment";

/** Clusters of the acknowledged CDS with the endpoints of the acknowledged EDS. */
export function clustersWithEndpoints(view: ProxyView): readonly XdsCluster[] {
  const proxy = xdsProxyOf(view.proxy);
  const clusters = clustersFor({ objects: view.cds.objects, proxy });
  if (view.cds.objects === view.eds.objects) return clusters;
  const fresh = new Map(
    clustersFor({ objects: view.eds.objects, proxy }).map((cluster) => [cluster.name, cluster.endpoints]),
  );
  return clusters.map((cluster) => ({ ...cluster, endpoints: fresh.get(cluster.name) ?? cluster.endpoints }));
}

/** The endpoint section's dynamic entries, in the order of cluster names. */
export function dumpEndpoints(view: ProxyView): readonly ProtoJson[] {
  return clustersWithEndpoints(view)
    .filter((cluster) => cluster.discovery !== "original_dst")
    .map((cluster) => loadAssignment(view, cluster))
    .sort((a, b) => (String(a["cluster_name"]) < String(b["cluster_name"]) ? -1 : 1));
}

function loadAssignment(view: ProxyView, cluster: XdsCluster): ProtoJson {
  const endpoints =
    cluster.endpoints.length === 0
      ? {}
      : {
          endpoints: [
            {
              locality: {},
              lb_endpoints: cluster.endpoints.map((endpoint) => lbEndpoint(view, endpoint)),
              load_balancing_weight: cluster.endpoints.length,
            },
          ],
        };
  return anyOf(assignmentType, {
    cluster_name: cluster.name,
    ...endpoints,
    policy: { overprovisioning_factor: 140 },
  });
}

function lbEndpoint(view: ProxyView, endpoint: XdsEndpoint): ProtoJson {
  return withoutAbsent({
    endpoint: { address: socketAddress(endpoint.address, endpoint.port), health_check_config: {} },
    health_status: endpoint.healthy ? "HEALTHY" : "UNHEALTHY",
    metadata: endpointMetadata(view, endpoint),
    load_balancing_weight: endpoint.weight,
  });
}

function endpointMetadata(view: ProxyView, endpoint: XdsEndpoint): ProtoJson | undefined {
  if (endpoint.pod === undefined) return undefined;
  const labels = endpoint.labels ?? {};
  const service = labels["service.istio.io/canonical-name"] ?? labels["app"] ?? "";
  const revision = labels["service.istio.io/canonical-revision"] ?? labels["version"] ?? "latest";
  const workload = [endpoint.workload, endpoint.namespace, service, revision, view.spec.cluster].join(";");
  return {
    filter_metadata: {
      ...(endpoint.inMesh === true ? { "envoy.transport_socket_match": { tlsMode: "istio" } } : {}),
      istio: { workload },
    },
  };
}

/** The bootstrap clusters' endpoints. */
export function dumpStaticEndpoints(): readonly ProtoJson[] {
  return staticClusters.map((cluster) => {
    const assigned = cluster["load_assignment"];
    const fields = typeof assigned === "object" && assigned !== null ? assigned : {};
    return anyOf(assignmentType, { ...fields, policy: { overprovisioning_factor: 140 } });
  });
}

import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import type { MeshSpec } from "@/server/demo/world/spec";
import { staticClusters } from "./cluster-dump";
import { staticListeners } from "./listener-dump";
import { adsSource, anyOf, type ProtoJson, socketAddress } from "./proto-json";

const envoyCommit = "0ebfcfe5b0484b89ca85b761da9e05ce75dbda8d";
export const envoyVersion = `${envoyCommit}/1.38.3/Clean/RELEASE/BoringSSL`;

/** Identity of a proxy as it gives it to istiod: `sidecar~ip~pod.ns~ns.svc.cluster.local`. */
function nodeIdOf(proxy: MeshProxy): string {
  return `${proxy.type}~${proxy.pod.ip}~${proxy.id}~${proxy.namespace}.svc.cluster.local`;
}

/** Envoy's `service-cluster`, which spans carry as their service name. */
function serviceClusterOf(proxy: Pick<MeshProxy, "app" | "namespace">): string {
  return `${proxy.app}.${proxy.namespace}`;
}

/** What a proxy tells of itself; istiod shows the same in adsz. */
export function nodeMetadata(spec: MeshSpec, proxy: MeshProxy): ProtoJson {
  return {
    NAME: proxy.pod.name,
    NAMESPACE: proxy.namespace,
    INSTANCE_IPS: proxy.pod.ip,
    SERVICE_ACCOUNT: proxy.serviceAccount,
    WORKLOAD_NAME: proxy.workload,
    OWNER: `kubernetes://apis/apps/v1/namespaces/${proxy.namespace}/deployments/${proxy.workload}`,
    LABELS: { ...proxy.labels, "security.istio.io/tlsMode": "istio" },
    ISTIO_VERSION: spec.istioVersion,
    CLUSTER_ID: spec.cluster,
    MESH_ID: spec.trustDomain,
    NODE_NAME: proxy.pod.node,
    INTERCEPTION_MODE: "REDIRECT",
    ENVOY_PROMETHEUS_PORT: 15_090,
    ENVOY_STATUS_PORT: 15_021,
    PILOT_SAN: ["istiod.istio-system.svc"],
    PROXY_CONFIG: {
      configPath: "./etc/istio/proxy",
      binaryPath: "/usr/local/bin/envoy",
      serviceCluster: "istio-proxy",
      drainDuration: "45s",
      discoveryAddress: "istiod.istio-system.svc:15012",
      proxyAdminPort: 15_000,
      controlPlaneAuthPolicy: "MUTUAL_TLS",
      statNameLength: 189,
      concurrency: 2,
      statusPort: 15_020,
      terminationDrainDuration: "5s",
    },
  };
}

/** The node of bootstrap and server_info. */
export function dumpNode(spec: MeshSpec, proxy: MeshProxy): ProtoJson {
  return {
    id: nodeIdOf(proxy),
    cluster: serviceClusterOf(proxy),
    metadata: nodeMetadata(spec, proxy),
    locality: {},
    user_agent_name: "envoy",
    user_agent_build_version: {
      version: { major_number: 1, minor_number: 38, patch: 3 },
      metadata: {
        "build.type": "RELEASE",
        "revision.status": "Clean",
        "revision.sha": envoyCommit,
        "ssl.version": "BoringSSL",
      },
    },
    extensions: extensionNames.map(([category, name]) => ({ name, category })),
  };
}

const extensionNames = [
  ["envoy.filters.http", "envoy.filters.http.cors"],
  ["envoy.filters.http", "envoy.filters.http.ext_authz"],
  ["envoy.filters.http", "envoy.filters.http.fault"],
  ["envoy.filters.http", "envoy.filters.http.lua"],
  ["envoy.filters.http", "envoy.filters.http.rbac"],
  ["envoy.filters.http", "envoy.filters.http.router"],
  ["envoy.filters.network", "envoy.filters.network.http_connection_manager"],
  ["envoy.filters.network", "envoy.filters.network.tcp_proxy"],
  ["envoy.transport_sockets.upstream", "envoy.transport_sockets.tls"],
  ["envoy.tracers", "envoy.tracers.opentelemetry"],
] as const;

export function dumpBootstrap(spec: MeshSpec, proxy: MeshProxy): ProtoJson {
  return {
    node: dumpNode(spec, proxy),
    static_resources: { listeners: staticListeners, clusters: staticClusters },
    dynamic_resources: {
      lds_config: adsSource,
      cds_config: adsSource,
      ads_config: {
        api_type: "DELTA_GRPC",
        grpc_services: [{ envoy_grpc: { cluster_name: "xds-grpc" } }],
        set_node_on_first_message_only: true,
        transport_api_version: "V3",
      },
    },
    admin: {
      profile_path: "/var/lib/istio/data/envoy.prof",
      address: socketAddress("127.0.0.1", 15_000),
      access_log: [
        {
          name: "envoy.access_loggers.file",
          typed_config: anyOf("envoy.extensions.access_loggers.file.v3.FileAccessLog", { path: "/dev/null" }),
        },
      ],
    },
    stats_config: { use_all_default_tags: false },
    layered_runtime: { layers: [{ name: "global config", static_layer: {} }] },
  };
}

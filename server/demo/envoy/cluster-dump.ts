import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { printProtoDuration } from "@/lib/xds/duration";
import { clustersFor } from "@/lib/xds/clusters";
import type { XdsCluster } from "@/lib/xds/model";
import { servicesOfWorkload } from "@/lib/xds/service-registry";
import { xdsProxyOf } from "@/server/demo/istiod/mesh-proxies";
import { adsSource, anyOf, type ProtoJson, socketAddress, withoutAbsent } from "./proto-json";
import { accountsAt, type ProxyView } from "./proxy-view";
import { rawBuffer, upstreamMutualTls, upstreamSimpleTls } from "./tls-context";

const clusterType = "envoy.config.cluster.v3.Cluster";
const unlimited = 4_294_967_295;

function thresholds(limits: XdsCluster["circuitBreakers"]): ProtoJson {
  return {
    thresholds: [
      {
        max_connections: limits?.maxConnections ?? unlimited,
        max_pending_requests: limits?.maxPendingRequests ?? unlimited,
        max_requests: limits?.maxRequests ?? unlimited,
        max_retries: limits?.maxRetries ?? unlimited,
        ...(limits?.retryBudget === undefined ? {} : { retry_budget: retryBudget(limits.retryBudget) }),
        ...(limits === undefined ? {} : { track_remaining: true }),
      },
    ],
  };
}

function retryBudget({
  percent,
  minConcurrency,
  intervalMs,
}: NonNullable<NonNullable<XdsCluster["circuitBreakers"]>["retryBudget"]>): ProtoJson {
  return withoutAbsent({
    budget_percent: { value: percent },
    budget_interval: intervalMs === undefined ? undefined : printProtoDuration(intervalMs),
    min_retry_concurrency: minConcurrency,
  });
}

function outlierDetection(limits: XdsCluster["outlierDetection"]): ProtoJson | undefined {
  if (limits === undefined) return undefined;
  return withoutAbsent({
    consecutive_5xx: limits.consecutive5xx,
    interval: limits.intervalMs === undefined ? undefined : printProtoDuration(limits.intervalMs),
    base_ejection_time:
      limits.baseEjectionMs === undefined ? undefined : printProtoDuration(limits.baseEjectionMs),
    max_ejection_percent: limits.maxEjectionPercent,
    enforcing_consecutive_5xx: 100,
    enforcing_success_rate: 0,
    consecutive_gateway_failure: limits.consecutiveGatewayErrors,
    enforcing_consecutive_gateway_failure: limits.consecutiveGatewayErrors === undefined ? undefined : 100,
  });
}

const discoveryTypes = {
  eds: "EDS",
  strict_dns: "STRICT_DNS",
  original_dst: "ORIGINAL_DST",
  static: "STATIC",
};

const http2Options = {
  "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": anyOf(
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    { explicit_http_config: { http2_protocol_options: { max_concurrent_streams: 2_147_483_647 } } },
  ),
};

/** One outbound cluster as Envoy prints it. */
function dumpOutboundCluster(view: ProxyView, cluster: XdsCluster): ProtoJson {
  const name = parseEnvoyClusterName(cluster.name);
  return anyOf(
    clusterType,
    withoutAbsent({
      name: cluster.name,
      type: discoveryTypes[cluster.discovery],
      ...(cluster.discovery === "eds"
        ? { eds_cluster_config: { eds_config: adsSource, service_name: cluster.name } }
        : {}),
      connect_timeout: printProtoDuration(cluster.connectTimeoutMs ?? 10_000),
      lb_policy: cluster.discovery === "original_dst" ? "CLUSTER_PROVIDED" : cluster.loadBalancer,
      ...(cluster.discovery === "strict_dns"
        ? {
            dns_refresh_rate: "60s",
            respect_dns_ttl: true,
            dns_lookup_family: "V4_ONLY",
            load_assignment: assignment(cluster),
          }
        : {}),
      circuit_breakers: thresholds(cluster.circuitBreakers),
      outlier_detection: outlierDetection(cluster.outlierDetection),
      ...(cluster.http2 === true ? { typed_extension_protocol_options: http2Options } : {}),
      metadata: {
        filter_metadata: {
          istio: withoutAbsent({
            subset: name?.subset === "" ? undefined : name?.subset,
            services: cluster.service === undefined ? undefined : [cluster.service],
            config: cluster.configPath,
          }),
        },
      },
      common_lb_config: withoutAbsent({
        healthy_panic_threshold:
          (cluster.panicThresholdPercent ?? 0) === 0 ? {} : { value: cluster.panicThresholdPercent },
        locality_weighted_lb_config: cluster.localityWeighted === true ? {} : undefined,
      }),
      ...balancerConfig(cluster),
      alt_stat_name: `${cluster.name};`,
      ...transportSockets(view, cluster),
    }),
  );
}

const balancerFields: Readonly<Record<string, string>> = {
  RING_HASH: "ring_hash_lb_config",
  MAGLEV: "maglev_lb_config",
  ROUND_ROBIN: "round_robin_lb_config",
  LEAST_REQUEST: "least_request_lb_config",
};

function balancerConfig({ loadBalancer = "", hashRing, slowStart }: XdsCluster): ProtoJson {
  const field = balancerFields[loadBalancer];
  if (field === undefined || (hashRing === undefined && slowStart === undefined)) return {};
  if (hashRing !== undefined)
    return {
      [field]: withoutAbsent({ minimum_ring_size: hashRing.minSize, table_size: hashRing.tableSize }),
    };
  return {
    [field]: {
      slow_start_config: withoutAbsent({
        slow_start_window: printProtoDuration(slowStart?.windowMs ?? 0),
        aggression: slowStart?.aggression === undefined ? undefined : { default_value: slowStart.aggression },
        min_weight_percent:
          slowStart?.minWeightPercent === undefined ? undefined : { value: slowStart.minWeightPercent },
      }),
    },
  };
}

function assignment(cluster: XdsCluster): ProtoJson {
  return {
    cluster_name: cluster.name,
    endpoints: [
      {
        lb_endpoints: cluster.endpoints.map((endpoint) => ({
          endpoint: { address: socketAddress(endpoint.address, endpoint.port) },
          load_balancing_weight: endpoint.weight,
        })),
      },
    ],
  };
}

function transportSockets(view: ProxyView, cluster: XdsCluster): ProtoJson {
  const name = parseEnvoyClusterName(cluster.name);
  const sni = name === undefined ? "" : `outbound_.${name.port}_.${name.subset}_.${name.host}`;
  const addresses = cluster.endpoints.map((endpoint) => endpoint.address);
  const mutual = upstreamMutualTls(accountsAt(view.spec, view.eds.objects, addresses), sni);
  switch (cluster.tlsMode) {
    case "disable":
      return {};
    case "simple":
    case "mutual":
      return { transport_socket: upstreamSimpleTls(name?.host ?? "") };
    case "istio_mutual":
      return { transport_socket: mutual };
    case "auto_mutual":
      return {
        transport_socket_matches: [
          { name: "tlsMode-istio", match: { tlsMode: "istio" }, transport_socket: mutual },
          { name: "tlsMode-disabled", match: {}, transport_socket: rawBuffer },
        ],
      };
  }
}

function passthrough(name: string, extra: ProtoJson = {}): ProtoJson {
  return anyOf(clusterType, {
    name,
    type: "ORIGINAL_DST",
    connect_timeout: "10s",
    lb_policy: "CLUSTER_PROVIDED",
    circuit_breakers: thresholds(undefined),
    ...extra,
    alt_stat_name: `${name};`,
  });
}

const loopbackSource = { upstream_bind_config: { source_address: { address: "127.0.0.6", port_value: 0 } } };

/** Ports of the workload that its services lead to, each once. */
export function inboundPorts(
  view: ProxyView,
): readonly { port: number; hosts: readonly string[]; http: boolean }[] {
  const ports = new Map<number, { hosts: string[]; http: boolean }>();
  for (const service of servicesOfWorkload(view.lds.objects, view.proxy))
    for (const port of service.ports) {
      const target = typeof port.targetPort === "number" ? port.targetPort : port.number;
      const entry = ports.get(target) ?? {
        hosts: [],
        http: port.protocol !== "tcp" && port.protocol !== "tls",
      };
      ports.set(target, entry);
      entry.hosts.push(service.host);
    }
  return [...ports.entries()].map(([port, entry]) => ({ port, ...entry }));
}

/** All clusters that istiod sends, in Envoy's order (by name). */
export function dumpDynamicClusters(view: ProxyView): readonly ProtoJson[] {
  const router = view.proxy.type === "router";
  const outbound = clustersFor({ objects: view.cds.objects, proxy: xdsProxyOf(view.proxy) });
  const inbound = router ? [] : inboundPorts(view).map(({ port, hosts }) => inboundCluster(port, hosts));
  return [
    anyOf(clusterType, {
      name: "BlackHoleCluster",
      type: "STATIC",
      connect_timeout: "10s",
      alt_stat_name: "BlackHoleCluster;",
    }),
    ...(router
      ? []
      : [passthrough("InboundPassthroughCluster", loopbackSource), passthrough("PassthroughCluster")]),
    ...inbound,
    ...outbound.map((cluster) => dumpOutboundCluster(view, cluster)),
  ].sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
}

function inboundCluster(port: number, hosts: readonly string[]): ProtoJson {
  const services = hosts.map((host) => {
    const [name = "", namespace = ""] = host.split(".");
    return { host, name, namespace };
  });
  return passthrough(`inbound|${port}||`, {
    cleanup_interval: "9223372035s",
    ...loopbackSource,
    metadata: { filter_metadata: { istio: { services } } },
    common_lb_config: {},
  });
}

function staticCluster(name: string, type: string, address: ProtoJson): ProtoJson {
  return anyOf(clusterType, {
    name,
    type,
    connect_timeout: "0.250s",
    alt_stat_name: `${name};`,
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  });
}

/** The clusters of the bootstrap. */
export const staticClusters: readonly ProtoJson[] = [
  staticCluster("agent", "STATIC", socketAddress("127.0.0.1", 15_020)),
  staticCluster("prometheus_stats", "STATIC", socketAddress("127.0.0.1", 15_000)),
  staticCluster("sds-grpc", "STATIC", { pipe: { path: "./var/run/secrets/workload-spiffe-uds/socket" } }),
  staticCluster("xds-grpc", "STATIC", { pipe: { path: "./etc/istio/proxy/XDS" } }),
];

import type { XdsCluster } from "@/lib/xds/model";
import type { DemoWorld } from "@/server/demo/world/world";
import { clusterCounters, type HostCounters } from "./cluster-counters";
import { inboundPorts } from "./cluster-dump";
import { clustersWithEndpoints } from "./endpoint-dump";
import { type ProtoJson, socketAddress, withoutAbsent } from "./proto-json";
import type { ProxyView } from "./proxy-view";

const unlimited = 4_294_967_295;
const highPriority = {
  priority: "HIGH",
  max_connections: 1024,
  max_pending_requests: 1024,
  max_requests: 1024,
  max_retries: 3,
};
const envoyDefaults = {
  max_connections: 1024,
  max_pending_requests: 1024,
  max_requests: 1024,
  max_retries: 3,
};

/** A counter or gauge; a zero has no value, as protobuf's JSON has it. */
function stat(name: string, value: number, type?: "GAUGE"): ProtoJson {
  return withoutAbsent({ type, value: value === 0 ? undefined : String(value), name });
}

function hostStats(counters: HostCounters): readonly ProtoJson[] {
  return [
    stat("cx_connect_fail", 0),
    stat("cx_total", counters.connections),
    stat("rq_error", counters.errors),
    stat("rq_success", counters.requests - counters.errors),
    stat("rq_timeout", counters.timeouts),
    stat("rq_total", counters.requests),
    stat("cx_active", counters.connections, "GAUGE"),
    stat("rq_active", counters.active, "GAUGE"),
  ];
}

function clusterStatus(
  cluster: XdsCluster,
  countersOf: (cluster: XdsCluster, host: number) => HostCounters,
): ProtoJson {
  const limits = cluster.circuitBreakers;
  const hosts = cluster.endpoints.map((endpoint, index) => {
    const counters = countersOf(cluster, index);
    return withoutAbsent({
      address: socketAddress(endpoint.address, endpoint.port),
      stats: hostStats(counters),
      health_status: withoutAbsent({
        failed_outlier_check: counters.ejected ? true : undefined,
        eds_health_status: endpoint.healthy ? "HEALTHY" : "UNHEALTHY",
      }),
      weight: endpoint.weight,
      hostname: cluster.discovery === "strict_dns" ? endpoint.address : undefined,
      locality: {},
    });
  });
  return withoutAbsent({
    name: cluster.name,
    added_via_api: true,
    host_statuses: hosts.length === 0 ? undefined : hosts,
    circuit_breakers: {
      thresholds: [
        {
          max_connections: limits?.maxConnections ?? unlimited,
          max_pending_requests: limits?.maxPendingRequests ?? unlimited,
          max_requests: limits?.maxRequests ?? unlimited,
          max_retries: limits?.maxRetries ?? unlimited,
        },
        highPriority,
      ],
    },
    observability_name: `${cluster.name};`,
    eds_service_name: cluster.discovery === "eds" ? cluster.name : undefined,
  });
}

function plainStatus(name: string, addedViaApi: boolean, address?: ProtoJson): ProtoJson {
  const idle = { requests: 2, errors: 0, timeouts: 0, connections: 1, active: 1, ejected: false };
  const host = {
    stats: hostStats(idle),
    health_status: { eds_health_status: "HEALTHY" },
    weight: 1,
    locality: {},
  };
  return withoutAbsent({
    name,
    added_via_api: addedViaApi ? true : undefined,
    host_statuses: address === undefined ? undefined : [{ address, ...host }],
    circuit_breakers: { thresholds: [envoyDefaults, highPriority] },
    observability_name: `${name};`,
  });
}

/** `/clusters?format=json` */
export function clustersPage(world: DemoWorld, view: ProxyView): ProtoJson {
  const countersOf = clusterCounters(world, view.proxy);
  const router = view.proxy.type === "router";
  return {
    cluster_statuses: [
      plainStatus("sds-grpc", false, { pipe: { path: "./var/run/secrets/workload-spiffe-uds/socket" } }),
      plainStatus("xds-grpc", false, { pipe: { path: "./etc/istio/proxy/XDS" } }),
      plainStatus("agent", false, socketAddress("127.0.0.1", 15_020)),
      plainStatus("prometheus_stats", false, socketAddress("127.0.0.1", 15_000)),
      plainStatus("BlackHoleCluster", true),
      ...(router
        ? []
        : [
            plainStatus("PassthroughCluster", true),
            plainStatus("InboundPassthroughCluster", true),
            ...inboundPorts(view).map(({ port }) => plainStatus(`inbound|${port}||`, true)),
          ]),
      ...clustersWithEndpoints(view).map((cluster) => clusterStatus(cluster, countersOf)),
    ],
  };
}

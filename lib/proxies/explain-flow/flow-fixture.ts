import { createDumpReader } from "@/lib/proxies/dump/reader";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import type { Explanation, FlowStep, FlowWay } from "@/lib/proxies/explain-flow/explanation";
import { createFlowDump, type FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

type Json = Readonly<Record<string, unknown>>;
type Parts = {
  readonly listeners?: readonly Json[];
  readonly routes?: readonly Json[];
  readonly clusters?: readonly Json[];
  readonly endpoints?: readonly Json[];
  readonly scopedRoutes?: readonly Json[];
};

const network = "type.googleapis.com/envoy.extensions.filters.network";
const http = "type.googleapis.com/envoy.extensions.filters.http";

/** A dump of a few resources, as Envoy prints it. */
export function dumpOf(parts: Parts): FlowDump {
  const { listeners = [], routes = [], clusters = [], endpoints = [], scopedRoutes = [] } = parts;
  const part = (name: string, key: string, items: readonly Json[]) => ({
    "@type": `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`,
    [key]: items,
  });
  const configs = [
    part(
      "Listeners",
      "dynamic_listeners",
      listeners.map((listener) => ({ name: listener["name"], active_state: { listener } })),
    ),
    part(
      "Routes",
      "dynamic_route_configs",
      routes.map((route_config) => ({ route_config })),
    ),
    part(
      "Clusters",
      "dynamic_active_clusters",
      clusters.map((cluster) => ({ cluster })),
    ),
    part(
      "Endpoints",
      "dynamic_endpoint_configs",
      endpoints.map((endpoint_config) => ({ endpoint_config })),
    ),
    part("ScopedRoutes", "dynamic_scoped_route_configs", scopedRoutes),
  ];
  return createFlowDump(
    createDumpReader(scanDumpBytes(new TextEncoder().encode(JSON.stringify({ configs })))),
  );
}

export const socket = (address: string, port: number) => ({
  socket_address: { address, port_value: port },
});

export function listener(address: string, port: number, chains: readonly Json[], more: Json = {}): Json {
  return {
    name: `${address}_${port}`,
    address: socket(address, port),
    traffic_direction: "OUTBOUND",
    bind_to_port: false,
    filter_chains: chains,
    ...more,
  };
}

/** What catches a pod's connections: what nobody stands for goes on to where it was going. */
export const capture = listener("0.0.0.0", 15_001, [tcpChain("PassthroughCluster")], {
  name: "virtualOutbound",
  use_original_dst: true,
  bind_to_port: true,
});

export function tcpChain(cluster: string, more: Json = {}): Json {
  const filter = {
    name: "tcp",
    typed_config: { "@type": `${network}.tcp_proxy.v3.TcpProxy`, stat_prefix: "x", cluster },
  };
  return { filters: [filter], ...more };
}

/** A chain with a connection manager; `routes` is the name of a table or the table itself. */
export function httpChain(routes: string | Json, more: Json = {}, filters: readonly Json[] = []): Json {
  const source =
    typeof routes === "string" ? { rds: { route_config_name: routes } } : { route_config: routes };
  const typed_config = {
    "@type": `${network}.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "x",
    http_filters: [...filters, filterOf("router", "router.v3.Router")],
    ...source,
  };
  return { filters: [{ name: "hcm", typed_config }], ...more };
}

export function filterOf(name: string, type: string, config: Json = {}): Json {
  return { name, typed_config: { "@type": `${http}.${type}`, ...config } };
}

export function table(name: string, domains: readonly string[], routes: readonly Json[]): Json {
  return { name, ignore_port_in_host_matching: true, virtual_hosts: [{ name: domains[0], domains, routes }] };
}

export function routeTo(cluster: string, match: Json = { prefix: "/" }): Json {
  return { name: cluster, match, route: { cluster } };
}

export function eds(name: string, more: Json = {}): Json {
  return { name, type: "EDS", lb_policy: "ROUND_ROBIN", ...more };
}

export const passthrough: Json = {
  name: "PassthroughCluster",
  type: "ORIGINAL_DST",
  lb_policy: "CLUSTER_PROVIDED",
};

/** Hosts of a cluster by address, each `[health, weight, priority]`. */
export function hosts(
  cluster: string,
  all: Readonly<Record<string, readonly [string, number?, number?]>>,
): Json {
  return {
    cluster_name: cluster,
    endpoints: Object.entries(all).map(([ip, [health, weight = 1, priority = 0]]) => ({
      priority,
      lb_endpoints: [
        { endpoint: { address: socket(ip, 80) }, health_status: health, load_balancing_weight: weight },
      ],
    })),
  };
}

/** A GET of `/` on port 80 with complete headers, but for `more`. */
export function requestOf(more: Partial<FlowRequest> = {}): FlowRequest {
  return {
    direction: "outbound",
    host: "cart",
    port: 80,
    scheme: "http",
    method: "GET",
    path: "/",
    headers: [],
    headersAreComplete: true,
    caller: {},
    ...more,
  };
}

/** Every step of an explanation, in the order of its ways. */
export function stepsOf({ way }: Pick<Explanation, "way">): readonly FlowStep[] {
  const walk = (each: FlowWay): readonly FlowStep[] => [
    ...each.steps,
    ...(each.next.kind === "fork" ? each.next.ways.flatMap(walk) : []),
  ];
  return walk(way);
}

/** The step of a kind; throws where there is none. */
export function stepOfKind<K extends FlowStep["kind"]>(
  explanation: Explanation,
  kind: K,
): Extract<FlowStep, { kind: K }> {
  const found = stepsOf(explanation).find(
    (step): step is Extract<FlowStep, { kind: K }> => step.kind === kind,
  );
  if (found === undefined) throw new Error(`no step ${kind}`);
  return found;
}

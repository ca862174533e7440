import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { type GatewayServer, gatewayServers, isHttpServer } from "@/lib/xds/gateway-servers";
import { gatewayRouteConfig } from "@/lib/xds/gateway-route-config";
import { proxyScope } from "@/lib/xds/proxy-scope";
import { routedPorts } from "@/lib/xds/route-config";
import { xdsProxyOf } from "@/server/demo/istiod/mesh-proxies";
import { httpManager, noRouteLog, tcpProxy } from "./http-manager";
import { inboundListener } from "./inbound-listener";
import { anyOf, type ProtoJson, socketAddress } from "./proto-json";
import type { ProxyView } from "./proxy-view";
import { downstreamMutualTls } from "./tls-context";

const listenerType = "envoy.config.listener.v3.Listener";

/** The listeners that istiod sends. Each `name` is where it listens, but for the two that catch redirected traffic. */
export function dumpListeners(view: ProxyView): readonly ProtoJson[] {
  if (view.proxy.type === "router") return gatewayListeners(view);
  const scope = proxyScope(view.lds.objects, xdsProxyOf(view.proxy));
  const http = routedPorts(scope).map((port) => httpListener(view, port));
  const tcp = scope.services.flatMap((service) =>
    service.ports
      .filter((port) => port.protocol === "tcp" || port.protocol === "tls")
      .map((port) => {
        const cluster = printEnvoyClusterName({
          direction: "outbound",
          port: port.number,
          subset: "",
          host: service.host,
        });
        return tcpListener(service.vips[0] ?? "0.0.0.0", port.number, cluster);
      }),
  );
  return [...http, ...uniqueByName(tcp), outboundListener(), inboundListener(view)];
}

function uniqueByName(listeners: readonly ProtoJson[]): readonly ProtoJson[] {
  return [...new Map(listeners.map((listener) => [listener["name"], listener])).values()];
}

function httpListener(view: ProxyView, port: number): ProtoJson {
  const manager = httpManager(view, {
    statPrefix: `outbound_0.0.0.0_${port};`,
    routes: { rds: String(port) },
    inbound: false,
  });
  return anyOf(listenerType, {
    name: `0.0.0.0_${port}`,
    address: socketAddress("0.0.0.0", port),
    filter_chains: [
      {
        filter_chain_match: { transport_protocol: "raw_buffer", application_protocols: ["http/1.1", "h2c"] },
        filters: [manager],
        transport_socket_connect_timeout: "15s",
      },
    ],
    listener_filters: [
      {
        name: "envoy.filters.listener.http_inspector",
        typed_config: anyOf("envoy.extensions.filters.listener.http_inspector.v3.HttpInspector", {}),
      },
    ],
    listener_filters_timeout: "0s",
    traffic_direction: "OUTBOUND",
    continue_on_listener_filters_timeout: true,
    default_filter_chain: {
      filter_chain_match: {},
      filters: [tcpProxy("PassthroughCluster")],
      name: "PassthroughFilterChain",
    },
    bind_to_port: false,
  });
}

function tcpListener(address: string, port: number, cluster: string): ProtoJson {
  return anyOf(listenerType, {
    name: `${address}_${port}`,
    address: socketAddress(address, port),
    filter_chains: [{ filters: [tcpProxy(cluster, `${cluster};`)] }],
    traffic_direction: "OUTBOUND",
    bind_to_port: false,
  });
}

function outboundListener(): ProtoJson {
  return anyOf(listenerType, {
    name: "virtualOutbound",
    address: socketAddress("0.0.0.0", 15_001),
    filter_chains: [
      {
        filter_chain_match: { destination_port: 15_001 },
        filters: [tcpProxy("BlackHoleCluster")],
        name: "virtualOutbound-blackhole",
      },
      { filters: [tcpProxy("PassthroughCluster")], name: "virtualOutbound-catchall-tcp" },
    ],
    use_original_dst: true,
    traffic_direction: "OUTBOUND",
    access_log: noRouteLog,
    max_connections_to_accept_per_socket_event: 1,
  });
}

function gatewayListeners(view: ProxyView): readonly ProtoJson[] {
  const proxy = xdsProxyOf(view.proxy);
  const byPort = new Map<number, GatewayServer[]>();
  for (const server of gatewayServers(view.lds.objects, proxy).filter(isHttpServer))
    byPort.set(server.bindPort, [...(byPort.get(server.bindPort) ?? []), server]);
  return [...byPort.entries()].map(([port, servers]) => {
    const route = gatewayRouteConfig(view.lds.objects, proxy, port).name;
    const manager = httpManager(view, {
      statPrefix: `outbound_0.0.0.0_${port};`,
      routes: { rds: route },
      inbound: true,
    });
    const secured = servers.filter((server) => server.protocol === "HTTPS");
    const chains =
      secured.length === 0
        ? [{ filters: [manager] }]
        : secured.map((server) => ({
            filter_chain_match: { server_names: server.hosts.map((host) => host.host) },
            filters: [manager],
            transport_socket: downstreamMutualTls(),
          }));
    return anyOf(listenerType, {
      name: `0.0.0.0_${port}`,
      address: socketAddress("0.0.0.0", port),
      filter_chains: chains,
      traffic_direction: "OUTBOUND",
      access_log: noRouteLog,
      max_connections_to_accept_per_socket_event: 1,
    });
  });
}

function staticListener(port: number, prefix: string, cluster: string): ProtoJson {
  return anyOf(listenerType, {
    name: `0.0.0.0_${port}`,
    address: socketAddress("0.0.0.0", port),
    filter_chains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typed_config: anyOf(
              "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              { stat_prefix: "agent", route_config: staticRouteConfig(prefix, cluster) },
            ),
          },
        ],
      },
    ],
  });
}

function staticRouteConfig(prefix: string, cluster: string): ProtoJson {
  return {
    virtual_hosts: [{ name: "backend", domains: ["*"], routes: [{ match: { prefix }, route: { cluster } }] }],
  };
}

/** Route configurations of the bootstrap's listeners. */
export const staticRouteConfigs: readonly ProtoJson[] = [
  staticRouteConfig("/stats/prometheus", "prometheus_stats"),
  staticRouteConfig("/healthz/ready", "agent"),
];

/** The bootstrap's own listeners: Prometheus and health. */
export const staticListeners: readonly ProtoJson[] = [
  staticListener(15_090, "/stats/prometheus", "prometheus_stats"),
  staticListener(15_021, "/healthz/ready", "agent"),
];

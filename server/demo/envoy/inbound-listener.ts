import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { accessFilters } from "./access-filters";
import { inboundPorts } from "./cluster-dump";
import { httpManager, noRouteLog, tcpProxy } from "./http-manager";
import { anyOf, type ProtoJson, socketAddress } from "./proto-json";
import type { ProxyView } from "./proxy-view";
import { downstreamMutualTls } from "./tls-context";
import { wasmFilters } from "./wasm-filters";

const istioHttp = ["istio-http/1.0", "istio-http/1.1", "istio-h2"];
const istioAny = ["istio", "istio-peer-exchange", ...istioHttp];

/** The route configuration of an inbound port: one host, one route, retried when the app reset before it read. */
function inboundRouteConfig(name: string, port: number, cluster: string, operation: string): ProtoJson {
  return {
    name,
    virtual_hosts: [
      {
        name: `inbound|http|${port}`,
        domains: ["*"],
        routes: [
          {
            match: { prefix: "/" },
            route: {
              cluster,
              timeout: "0s",
              retry_policy: { retry_on: "reset-before-request", num_retries: 2 },
              max_stream_duration: { max_stream_duration: "0s", grpc_timeout_header_max: "0s" },
            },
            decorator: { operation },
            name: "default",
          },
        ],
      },
    ],
    validate_clusters: false,
  };
}

/** Route configurations that inbound filter chains carry themselves. */
export function inboundRouteConfigs(view: ProxyView): readonly ProtoJson[] {
  const own = inboundPorts(view)
    .filter((entry) => entry.http)
    .map(({ port, hosts }) =>
      inboundRouteConfig(`inbound|${port}||`, port, `inbound|${port}||`, `${hosts[0] ?? ""}:${port}/*`),
    );
  return [inboundRouteConfig("InboundPassthroughCluster", 0, "InboundPassthroughCluster", ":0/*"), ...own];
}

type Chain = {
  readonly name: string;
  readonly port?: number;
  readonly filters: readonly ProtoJson[];
  readonly http: boolean;
};

/** A chain for mTLS, one for plaintext, or both, as PeerAuthentication wants it for the port. */
function chainsFor(view: ProxyView, chain: Chain): readonly ProtoJson[] {
  const { mode } = peerAuthenticationMode({
    objects: view.lds.objects,
    namespace: view.proxy.namespace,
    labels: view.proxy.labels,
    ...(chain.port === undefined ? {} : { port: chain.port }),
  });
  const destination = chain.port === undefined ? {} : { destination_port: chain.port };
  const alpn =
    chain.port === undefined ? (chain.http ? istioHttp : ["istio-peer-exchange", "istio"]) : istioAny;
  const secured = {
    filter_chain_match: { ...destination, transport_protocol: "tls", application_protocols: alpn },
    filters: chain.filters,
    transport_socket: downstreamMutualTls(),
    name: chain.name,
  };
  const plain = {
    filter_chain_match: {
      ...destination,
      transport_protocol: "raw_buffer",
      ...(chain.port === undefined && chain.http ? { application_protocols: ["http/1.1", "h2c"] } : {}),
    },
    filters: chain.filters,
    name: chain.name,
  };
  return [...(mode === "DISABLE" ? [] : [secured]), ...(mode === "STRICT" ? [] : [plain])];
}

function portChains(view: ProxyView): readonly Chain[] {
  return inboundPorts(view).map(({ port, hosts, http }) => {
    const cluster = `inbound|${port}||`;
    const inline = inboundRouteConfig(cluster, port, cluster, `${hosts[0] ?? ""}:${port}/*`);
    const manager = httpManager(view, {
      statPrefix: `inbound_0.0.0.0_${port};`,
      routes: { inline },
      filters: [...accessFilters(view), ...wasmFilters(view)],
      inbound: true,
    });
    return { name: `0.0.0.0_${port}`, port, http, filters: http ? [manager] : [tcpProxy(cluster)] };
  });
}

export function inboundListener(view: ProxyView): ProtoJson {
  const passthrough = inboundRouteConfig("InboundPassthroughCluster", 0, "InboundPassthroughCluster", ":0/*");
  const catchAllHttp = httpManager(view, {
    statPrefix: "InboundPassthroughCluster",
    routes: { inline: passthrough },
    filters: [...accessFilters(view), ...wasmFilters(view)],
    inbound: true,
  });
  const chains: readonly Chain[] = [
    { name: "virtualInbound-catchall-http", http: true, filters: [catchAllHttp] },
    { name: "virtualInbound", http: false, filters: [tcpProxy("InboundPassthroughCluster")] },
    ...portChains(view),
  ];
  return anyOf("envoy.config.listener.v3.Listener", {
    name: "virtualInbound",
    address: socketAddress("0.0.0.0", 15_006),
    filter_chains: [
      {
        filter_chain_match: { destination_port: 15_006 },
        filters: [tcpProxy("BlackHoleCluster")],
        name: "virtualInbound-blackhole",
      },
      ...chains.flatMap((chain) => chainsFor(view, chain)),
    ],
    listener_filters: ["original_dst", "tls_inspector", "http_inspector"].map((filter) => ({
      name: `envoy.filters.listener.${filter}`,
      typed_config: anyOf(
        `envoy.extensions.filters.listener.${filter}.v3.${filterMessages[filter] ?? ""}`,
        {},
      ),
    })),
    listener_filters_timeout: "0s",
    traffic_direction: "INBOUND",
    continue_on_listener_filters_timeout: true,
    access_log: noRouteLog,
    max_connections_to_accept_per_socket_event: 1,
  });
}

const filterMessages: Readonly<Record<string, string>> = {
  original_dst: "OriginalDst",
  tls_inspector: "TlsInspector",
  http_inspector: "HttpInspector",
};

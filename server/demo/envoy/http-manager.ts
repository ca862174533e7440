import { anyOf, type ProtoJson, withoutAbsent } from "./proto-json";
import type { ProxyView } from "./proxy-view";

const accessLog: readonly ProtoJson[] = [
  {
    name: "envoy.access_loggers.file",
    typed_config: anyOf("envoy.extensions.access_loggers.file.v3.FileAccessLog", {
      path: "/dev/stdout",
      log_format: {
        json_format: {
          authority: "%REQ(:AUTHORITY)%",
          method: "%REQ(:METHOD)%",
          path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
          request_id: "%REQ(X-REQUEST-ID)%",
          response_code: "%RESPONSE_CODE%",
          response_code_details: "%RESPONSE_CODE_DETAILS%",
          response_flags: "%RESPONSE_FLAGS%",
          route_name: "%ROUTE_NAME%",
          start_time: "%START_TIME%",
          trace_id: "%TRACE_ID%",
          upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
          upstream_host: "%UPSTREAM_HOST%",
        },
        json_format_options: {},
      },
    }),
  },
];

/** The log that listeners keep of connections that no filter chain took. */
export const noRouteLog: readonly ProtoJson[] = accessLog.map((log) => ({
  ...log,
  filter: { response_flag_filter: { flags: ["NR"] } },
}));

function httpFilter(name: string, type: string, fields: ProtoJson = {}): ProtoJson {
  return { name, typed_config: anyOf(type, fields) };
}

function httpFilters(extra: readonly ProtoJson[]): readonly ProtoJson[] {
  return [
    ...extra,
    httpFilter("envoy.filters.http.grpc_stats", "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig", {
      emit_filter_state: true,
      stats_for_all_methods: false,
    }),
    httpFilter("envoy.filters.http.fault", "envoy.extensions.filters.http.fault.v3.HTTPFault"),
    httpFilter("envoy.filters.http.cors", "envoy.extensions.filters.http.cors.v3.Cors"),
    httpFilter("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router"),
  ];
}

function tracing(view: ProxyView): ProtoJson {
  const { proxy, spec } = view;
  const tags = {
    "istio.canonical_revision": proxy.labels["service.istio.io/canonical-revision"] ?? "latest",
    "istio.canonical_service": proxy.labels["service.istio.io/canonical-name"] ?? proxy.app,
    "istio.cluster_id": spec.cluster,
    "istio.mesh_id": spec.trustDomain,
    "istio.namespace": proxy.namespace,
  };
  return {
    client_sampling: { value: 100 },
    random_sampling: { value: 1 },
    overall_sampling: { value: 100 },
    custom_tags: Object.entries(tags).map(([tag, value]) => ({ tag, literal: { value } })),
  };
}

/** An HTTP connection manager: routes by name from RDS, or its own for inbound ports. */
export function httpManager(
  view: ProxyView,
  options: {
    readonly statPrefix: string;
    readonly routes: { readonly rds: string } | { readonly inline: ProtoJson };
    readonly filters?: readonly ProtoJson[];
    readonly inbound: boolean;
  },
): ProtoJson {
  const { routes } = options;
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: anyOf(
      "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
      withoutAbsent({
        stat_prefix: options.statPrefix,
        ...("rds" in routes
          ? {
              rds: {
                config_source: { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" },
                route_config_name: routes.rds,
              },
            }
          : { route_config: routes.inline }),
        http_filters: httpFilters(options.filters ?? []),
        tracing: tracing(view),
        server_name: options.inbound ? "istio-envoy" : undefined,
        access_log: accessLog,
        use_remote_address: view.proxy.type === "router",
        forward_client_cert_details: options.inbound ? "APPEND_FORWARD" : undefined,
        set_current_client_cert_details: options.inbound
          ? { subject: true, dns: true, uri: true }
          : undefined,
        proxy_100_continue: true,
        upgrade_configs: [{ upgrade_type: "websocket" }],
        stream_idle_timeout: "0s",
        normalize_path: true,
        path_with_escaped_slashes_action: "KEEP_UNCHANGED",
      }),
    ),
  };
}

export function tcpProxy(cluster: string, statPrefix = cluster): ProtoJson {
  return {
    name: "envoy.filters.network.tcp_proxy",
    typed_config: anyOf("envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", {
      stat_prefix: statPrefix,
      cluster,
    }),
  };
}

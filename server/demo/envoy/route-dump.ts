import { printProtoDuration } from "@/lib/xds/duration";
import { gatewayServers, isHttpServer } from "@/lib/xds/gateway-servers";
import type {
  RouteMatch,
  StringMatch,
  WeightedCluster,
  XdsRoute,
  XdsRouteConfig,
  XdsVirtualHost,
} from "@/lib/xds/model";
import { proxyScope } from "@/lib/xds/proxy-scope";
import { routeConfigFor, routedPorts } from "@/lib/xds/route-config";
import { xdsProxyOf } from "@/server/demo/istiod/mesh-proxies";
import { anyOf, type ProtoJson, withoutAbsent } from "./proto-json";
import type { ProxyView } from "./proxy-view";
import { corsConfig, hashPolicy, headerFields, stringMatcher } from "./route-details";

const routeType = "envoy.config.route.v3.RouteConfiguration";

/** The route configurations that a proxy subscribes to. */
export function routeConfigsOf(view: ProxyView): readonly XdsRouteConfig[] {
  const { objects } = view.rds;
  const proxy = xdsProxyOf(view.proxy);
  const ports =
    proxy.gateway === true
      ? [
          ...new Set(
            gatewayServers(objects, proxy)
              .filter(isHttpServer)
              .map((server) => server.bindPort),
          ),
        ]
      : routedPorts(proxyScope(objects, proxy));
  return ports.map((port) => routeConfigFor({ objects, proxy, port }));
}

export function dumpRouteConfig(config: XdsRouteConfig): ProtoJson {
  return anyOf(routeType, {
    name: config.name,
    virtual_hosts: config.virtualHosts.map(dumpVirtualHost),
    validate_clusters: false,
    max_direct_response_body_size_bytes: 1_048_576,
    ignore_port_in_host_matching: true,
  });
}

function dumpVirtualHost(host: XdsVirtualHost): ProtoJson {
  return withoutAbsent({
    name: host.name,
    domains: host.domains,
    routes: host.routes.length === 0 ? undefined : host.routes.map(dumpRoute),
    require_tls: host.requireTls === true ? "ALL" : undefined,
    include_request_attempt_count: true,
  });
}

function dumpRoute(route: XdsRoute): ProtoJson {
  return withoutAbsent({
    match: dumpMatch(route.match),
    ...dumpAction(route),
    metadata:
      route.configPath === undefined
        ? undefined
        : { filter_metadata: { istio: { config: route.configPath } } },
    decorator: route.operation === undefined ? undefined : { operation: route.operation },
    ...headerFields(route.headers),
    typed_per_filter_config:
      route.fault === undefined && route.cors === undefined
        ? undefined
        : {
            ...(route.fault === undefined ? {} : faultConfig(route.fault)),
            ...(route.cors === undefined ? {} : corsConfig(route.cors)),
          },
    name: route.name === "" ? undefined : route.name,
  });
}

function dumpAction(route: XdsRoute): ProtoJson {
  const { action } = route;
  switch (action.kind) {
    case "redirect":
      return {
        redirect: withoutAbsent({
          host_redirect: action.host,
          path_redirect: action.path,
          prefix_rewrite: action.prefix,
          scheme_redirect: action.scheme,
          port_redirect: action.port,
          response_code: redirectCodes[action.responseCode],
        }),
      };
    case "direct_response":
      return {
        direct_response: withoutAbsent({
          status: action.status,
          body: action.body === undefined ? undefined : { inline_string: action.body },
        }),
      };
    case "forward":
      return { route: forwardAction(route, action.clusters) };
  }
}

/** 301 is the default and therefore not printed. */
const redirectCodes: Readonly<Record<number, string>> = {
  302: "FOUND",
  303: "SEE_OTHER",
  307: "TEMPORARY_REDIRECT",
  308: "PERMANENT_REDIRECT",
};

function forwardAction(route: XdsRoute, clusters: readonly WeightedCluster[]): ProtoJson {
  const only = clusters.length === 1 ? clusters[0] : undefined;
  const { rewrite } = route;
  return withoutAbsent({
    ...(only === undefined
      ? {
          weighted_clusters: {
            clusters: clusters.map(({ cluster, weight, headers, hostRewrite }) =>
              withoutAbsent({
                name: cluster,
                weight,
                ...headerFields(headers),
                host_rewrite_literal: hostRewrite,
              }),
            ),
          },
        }
      : { cluster: only.cluster }),
    prefix_rewrite: rewrite?.prefix ?? rewrite?.fullPath,
    regex_rewrite:
      rewrite?.regex === undefined
        ? undefined
        : { pattern: { regex: rewrite.regex.pattern }, substitution: rewrite.regex.substitution },
    host_rewrite_literal: rewrite?.host,
    timeout: printProtoDuration(route.timeoutMs ?? 0),
    retry_policy: retryPolicy(route.retries),
    request_mirror_policies:
      route.mirrors.length === 0
        ? undefined
        : route.mirrors.map((mirror) => ({
            cluster: mirror.cluster,
            runtime_fraction: { default_value: millionths(mirror.percent) },
            trace_sampled: false,
          })),
    hash_policy: route.hashPolicies?.map(hashPolicy),
    max_grpc_timeout: printProtoDuration(route.timeoutMs ?? 0),
    cluster_not_found_response_code:
      route.clusterNotFoundStatus === 500 ? "INTERNAL_SERVER_ERROR" : undefined,
  });
}

function retryPolicy(retries: XdsRoute["retries"]): ProtoJson | undefined {
  if (retries === undefined) return undefined;
  return withoutAbsent({
    retry_on: retries.retryOn,
    num_retries: retries.attempts,
    per_try_timeout:
      retries.perTryTimeoutMs === undefined ? undefined : printProtoDuration(retries.perTryTimeoutMs),
    retry_priority:
      retries.prefersOtherLocalities === true
        ? { name: "envoy.retry_priorities.previous_priorities" }
        : undefined,
    retry_host_predicate:
      retries.avoidsPreviousHosts === false
        ? undefined
        : [
            {
              name: "envoy.retry_host_predicates.previous_hosts",
              typed_config: anyOf("envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate", {}),
            },
          ],
    host_selection_retry_max_attempts: "5",
    retriable_status_codes: retries.retriableStatusCodes,
    retry_back_off:
      retries.backoffMs === undefined ? undefined : { base_interval: printProtoDuration(retries.backoffMs) },
  });
}

function millionths(percent: number): ProtoJson {
  return { numerator: Math.round(percent * 10_000), denominator: "MILLION" };
}

function faultConfig(fault: NonNullable<XdsRoute["fault"]>): ProtoJson {
  const { delay, abort } = fault;
  return {
    "envoy.filters.http.fault": anyOf(
      "envoy.extensions.filters.http.fault.v3.HTTPFault",
      withoutAbsent({
        delay:
          delay === undefined
            ? undefined
            : { percentage: millionths(delay.percent), fixed_delay: printProtoDuration(delay.delayMs) },
        abort:
          abort === undefined
            ? undefined
            : withoutAbsent({
                http_status: abort.httpStatus,
                grpc_status: abort.grpcStatus,
                percentage: millionths(abort.percent),
              }),
      }),
    ),
  };
}

function dumpMatch(match: RouteMatch): ProtoJson {
  const { kind, value } = match.path;
  const path =
    kind === "regex"
      ? { safe_regex: { regex: value } }
      : kind === "exact"
        ? { path: value }
        : { [kind]: value };
  const pseudo = [
    [":method", match.method],
    [":authority", match.authority],
    [":scheme", match.scheme],
  ] as const;
  const headers = [
    ...match.headers.map((header) => headerMatch(header.name, header.match, header.invert)),
    ...pseudo.flatMap(([name, text]) => (text === undefined ? [] : headerMatch(name, text, false))),
  ];
  const conditional = headers.length > 0 || kind !== "prefix" || value !== "/";
  return withoutAbsent({
    ...path,
    case_sensitive: match.ignoreCase ? false : conditional ? true : undefined,
    headers: headers.length === 0 ? undefined : headers,
    query_parameters:
      match.queryParams.length === 0
        ? undefined
        : match.queryParams.map((parameter) => ({ name: parameter.name, ...textMatch(parameter.match) })),
  });
}

function headerMatch(name: string, match: StringMatch, invert: boolean): ProtoJson {
  return withoutAbsent({
    name,
    ...textMatch(match),
    invert_match: invert ? true : undefined,
    treat_missing_header_as_empty: invert && match.kind !== "present" ? true : undefined,
  });
}

function textMatch(match: StringMatch): ProtoJson {
  return match.kind === "present" ? { present_match: true } : { string_match: stringMatcher(match) };
}

import { parseEnvoyClusterName, printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { parseDurationMs } from "./duration";
import { resolveHost } from "./host";
import { selectorMatches } from "./mesh-objects";
import { catchAllMatch, isCatchAll, routeMatch } from "./route-match";
import { faultPolicy, retryPolicy } from "./route-policy";
import { resolveGateway } from "./virtual-services";
import type { RouteAction, RouteMatch, RouteRewrite, WeightedCluster, XdsRoute } from "./model";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";
import type { DestinationSpec, HttpMatchSpec, HttpRouteSpec } from "./virtual-service-spec";
import type { XdsVirtualService } from "./virtual-services";

/** Where routes are built for: which proxy, which port, through which gateways, and what is behind a host. */
export type RouteBuild = {
  readonly proxy: XdsProxy;
  /** Service port for sidecars, the server's port for gateways. */
  readonly port: number;
  /** `mesh`, or the `namespace/name` of the gateways that serve the host. */
  readonly gateways: ReadonlySet<string>;
  readonly services: ReadonlyMap<string, XdsService>;
};

/**
 * The Envoy routes of a VirtualService in order, ending at the first that matches everything.
 * Source: istiod's BuildHTTPRoutesForVirtualService.
 */
export function routesFromVirtualService(virtual: XdsVirtualService, build: RouteBuild): readonly XdsRoute[] {
  const routes: XdsRoute[] = [];
  for (const http of virtual.http) {
    const matches: readonly (HttpMatchSpec | undefined)[] =
      http.match === undefined || http.match.length === 0 ? [undefined] : http.match;
    for (const match of matches) {
      if (match !== undefined && !appliesHere(match, virtual.namespace, build)) continue;
      const route = xdsRoute(virtual, http, match, build);
      if (route === undefined) continue;
      routes.push(route);
      if (isCatchAll(route.match)) return routes;
    }
  }
  return routes;
}

function appliesHere(match: HttpMatchSpec, namespace: string, build: RouteBuild): boolean {
  if (match.port !== undefined && match.port !== build.port) return false;
  if (match.gateways !== undefined && match.gateways.length > 0)
    if (!match.gateways.some((gateway) => build.gateways.has(resolveGateway(gateway, namespace))))
      return false;
  if (build.gateways.has("mesh")) {
    if (!selectorMatches(match.sourceLabels, build.proxy.labels)) return false;
    return match.sourceNamespace === undefined || match.sourceNamespace === build.proxy.namespace;
  }
  return true;
}

function xdsRoute(
  virtual: XdsVirtualService,
  http: HttpRouteSpec,
  matchSpec: HttpMatchSpec | undefined,
  build: RouteBuild,
): XdsRoute | undefined {
  const match = matchSpec === undefined ? catchAllMatch : routeMatch(matchSpec, virtual.gatewaySemantics);
  const action = routeAction(http, virtual, build);
  if (action === undefined) return undefined;
  const timeoutMs = http.timeout === undefined ? undefined : parseDurationMs(http.timeout);
  const retries = action.kind === "forward" ? retryPolicy(http.retries) : undefined;
  const fault = faultPolicy(http.fault);
  const rewrite = routeRewrite(http.rewrite, match);
  return {
    name: [http.name, matchSpec?.name].filter((part) => part !== undefined && part !== "").join("."),
    match,
    action,
    ...(timeoutMs === undefined || timeoutMs === 0 ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(fault === undefined ? {} : { fault }),
    ...(rewrite === undefined ? {} : { rewrite }),
    mirrors: mirrorsOf(http, virtual, build),
    operation: operationName(http, action, match, virtual.name, build.port),
    configPath: virtual.configPath,
  };
}

function routeAction(
  http: HttpRouteSpec,
  virtual: XdsVirtualService,
  build: RouteBuild,
): RouteAction | undefined {
  const { redirect, directResponse } = http;
  if (redirect !== undefined)
    return {
      kind: "redirect",
      responseCode: redirect.redirectCode ?? 301,
      ...(redirect.authority === undefined ? {} : { host: redirect.authority }),
      ...(redirect.uri === undefined ? {} : { path: redirect.uri }),
      ...(redirect.prefixRewrite === undefined ? {} : { prefix: redirect.prefixRewrite }),
      ...(redirect.scheme === undefined ? {} : { scheme: redirect.scheme }),
      ...(redirect.port === undefined ? {} : { port: redirect.port }),
    };
  if (directResponse !== undefined) {
    const body = directResponse.body?.string;
    return {
      kind: "direct_response",
      status: directResponse.status,
      ...(body === undefined ? {} : { body }),
    };
  }
  const clusters = weightedClusters(http, virtual, build);
  return clusters.length === 0 ? undefined : { kind: "forward", clusters };
}

function weightedClusters(
  http: HttpRouteSpec,
  virtual: XdsVirtualService,
  build: RouteBuild,
): readonly WeightedCluster[] {
  const destinations = http.route ?? [];
  if (destinations.length === 1)
    return destinations.map((entry) => ({
      cluster: destinationCluster(entry.destination, virtual, build),
      weight: 100,
    }));
  return destinations
    .filter((entry) => (entry.weight ?? 0) > 0)
    .map((entry) => ({
      cluster: destinationCluster(entry.destination, virtual, build),
      weight: entry.weight ?? 0,
    }));
}

/** Port of a destination: its own, else the only port of its service, else the port that is listened on. */
function destinationCluster(
  destination: DestinationSpec,
  virtual: XdsVirtualService,
  build: RouteBuild,
): string {
  const host = resolveHost(destination.host, virtual.namespace);
  const ports = build.services.get(host)?.ports ?? [];
  const onlyPort = ports.length === 1 ? ports[0]?.number : undefined;
  return printEnvoyClusterName({
    direction: "outbound",
    port: destination.port?.number ?? onlyPort ?? build.port,
    subset: destination.subset ?? "",
    host,
  });
}

function mirrorsOf(http: HttpRouteSpec, virtual: XdsVirtualService, build: RouteBuild): XdsRoute["mirrors"] {
  const single =
    http.mirror === undefined
      ? []
      : [{ destination: http.mirror, percentage: http.mirrorPercentage ?? { value: 100 } }];
  return [...single, ...(http.mirrors ?? [])]
    .map((mirror) => ({
      cluster: destinationCluster(mirror.destination, virtual, build),
      percent: mirror.percentage === undefined ? 100 : (mirror.percentage.value ?? 0),
    }))
    .filter((mirror) => mirror.percent > 0);
}

function routeRewrite(spec: HttpRouteSpec["rewrite"], match: RouteMatch): RouteRewrite | undefined {
  if (spec === undefined) return undefined;
  const regex = spec.uriRegexRewrite;
  const whole = spec.fullPath ?? (match.path.kind === "exact" ? spec.uri : undefined);
  return {
    ...(whole === undefined ? (spec.uri === undefined ? {} : { prefix: spec.uri }) : { fullPath: whole }),
    ...(spec.authority === undefined ? {} : { host: spec.authority }),
    ...(regex?.match === undefined
      ? {}
      : { regex: { pattern: regex.match, substitution: regex.rewrite ?? "" } }),
  };
}

/** `host:port/path*` for one destination, the VirtualService's name in place of the host for several, whatever their weights. */
function operationName(
  http: HttpRouteSpec,
  action: RouteAction,
  match: RouteMatch,
  name: string,
  port: number,
): string {
  const path =
    match.path.kind === "exact"
      ? match.path.value
      : match.path.kind === "regex"
        ? "/*"
        : `${match.path.value}*`;
  const only = action.kind === "forward" && http.route?.length === 1 ? action.clusters[0] : undefined;
  const cluster = only === undefined ? undefined : parseEnvoyClusterName(only.cluster);
  return `${cluster?.host ?? name}:${cluster?.port ?? port}${path}`;
}

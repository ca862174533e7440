import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { corsPolicy } from "./cors-policy";
import { parseDurationMs } from "./duration";
import { resolveGateway } from "./gateway-name";
import { selectorMatches } from "./mesh-objects";
import { redirectAction } from "./redirect-action";
import { headerOperations } from "./route-headers";
import { catchAllMatch, isCatchAll, routeMatch } from "./route-match";
import { faultPolicy, retryPolicy } from "./route-policy";
import { routeRewrite } from "./route-rewrite";
import { destinationCluster, routeTargets } from "./route-target";
import type { MeshObjects } from "./mesh-objects";
import type { RouteAction, RouteMatch, XdsRoute } from "./model";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";
import type { HttpMatchSpec, HttpRouteSpec } from "./virtual-service-spec";
import type { XdsVirtualService } from "./virtual-services";

/** Where routes are built for: which proxy, which port, through which gateways, and what is behind a host. */
export type RouteBuild = {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  /** Service port for sidecars, the server's port for gateways. */
  readonly port: number;
  /** The listener ends TLS itself. */
  readonly tls: boolean;
  /** `mesh`, or the `namespace/name` of the gateways that serve the host. */
  readonly gateways: ReadonlySet<string>;
  /** Services by host, for a sidecar only those of the port. */
  readonly services: ReadonlyMap<string, XdsService>;
  /** Services by host that the proxy can see, on any port. */
  readonly visibleServices: ReadonlyMap<string, XdsService>;
};

/**
 * The Envoy routes of a VirtualService in order, ending at the first that matches everything.
 * Source: istiod's BuildHTTPRoutesForVirtualService.
 */
export function routesFromVirtualService(virtual: XdsVirtualService, build: RouteBuild): readonly XdsRoute[] {
  const routes: XdsRoute[] = [];
  for (const http of virtual.http) {
    if (http.match === undefined || http.match.length === 0) {
      const route = xdsRoute(virtual, http, undefined, build);
      return route === undefined ? routes : [...routes, route];
    }
    for (const match of http.match) {
      if (!appliesHere(match, virtual.namespace, build)) continue;
      const route = xdsRoute(virtual, http, match, build);
      if (route === undefined) continue;
      routes.push(route);
      if (isCatchAll(route.match)) return routes;
    }
  }
  return routes;
}

/** A match that names gateways says nothing of the caller any more. Source: istiod's sourceMatchHTTP. */
function appliesHere(match: HttpMatchSpec, namespace: string, build: RouteBuild): boolean {
  if (match.port !== undefined && match.port !== 0 && match.port !== build.port) return false;
  if (match.gateways !== undefined && match.gateways.length > 0)
    return match.gateways.some((gateway) => build.gateways.has(resolveGateway(gateway, namespace)));
  if (!selectorMatches(match.sourceLabels, build.proxy.labels)) return false;
  const { sourceNamespace = "" } = match;
  return sourceNamespace === "" || sourceNamespace === build.proxy.namespace;
}

function xdsRoute(
  virtual: XdsVirtualService,
  http: HttpRouteSpec,
  matchSpec: HttpMatchSpec | undefined,
  build: RouteBuild,
): XdsRoute | undefined {
  const match = matchSpec === undefined ? catchAllMatch : routeMatch(matchSpec, virtual.gatewaySemantics);
  const own = headerOperations(http.headers);
  const rewrite = routeRewrite(http.rewrite, match, virtual.gatewaySemantics);
  const targets = routeTargets(http, build, {
    ...own,
    hostRewrite: rewrite?.host ?? own.authority,
  });
  const action = routeAction(http, targets.clusters, build);
  if (action === undefined) return undefined;
  const forwards = action.kind === "forward";
  const headers = forwards ? targets.headers : own.headers;
  const fault = faultPolicy(http.fault);
  const cors = corsPolicy(http.corsPolicy);
  return {
    name: routeName(http, matchSpec),
    match,
    action,
    ...(forwards ? forwardFields(http, virtual, targets.hashedRetries) : {}),
    ...(fault === undefined ? {} : { fault }),
    ...rewriteFields(forwards ? rewrite : undefined, forwards ? targets.hostRewrite : undefined),
    ...(headers === undefined ? {} : { headers }),
    ...(cors === undefined ? {} : { cors }),
    ...(forwards && targets.hashPolicies.length > 0 ? { hashPolicies: targets.hashPolicies } : {}),
    mirrors: forwards ? mirrorsOf(http, build) : [],
    operation: operationName(http, action, match, virtual.name, build.port),
    configPath: virtual.configPath,
  };
}

function routeName(http: HttpRouteSpec, match: HttpMatchSpec | undefined): string {
  const name = http.name ?? "";
  return match?.name === undefined || match.name === "" ? name : `${name}.${match.name}`;
}

function rewriteFields(rewrite: XdsRoute["rewrite"], host: string | undefined): Pick<XdsRoute, "rewrite"> {
  const whole = { ...rewrite, ...(host === undefined ? {} : { host }) };
  return Object.keys(whole).length === 0 ? {} : { rewrite: whole };
}

function forwardFields(
  http: HttpRouteSpec,
  virtual: XdsVirtualService,
  hashed: boolean,
): Pick<XdsRoute, "timeoutMs" | "retries" | "clusterNotFoundStatus"> {
  const timeoutMs = http.timeout === undefined ? undefined : parseDurationMs(http.timeout);
  const retries = retryPolicy(http.retries, hashed);
  return {
    ...(timeoutMs === undefined || timeoutMs === 0 ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(virtual.gatewaySemantics ? { clusterNotFoundStatus: 500 } : {}),
  };
}

function routeAction(
  http: HttpRouteSpec,
  clusters: readonly { readonly cluster: string; readonly weight: number }[],
  build: RouteBuild,
): RouteAction | undefined {
  if (http.redirect !== undefined) return redirectAction(http.redirect, build);
  if (http.directResponse !== undefined) {
    const body = http.directResponse.body?.string;
    return {
      kind: "direct_response",
      status: http.directResponse.status,
      ...(body === undefined ? {} : { body }),
    };
  }
  return clusters.length === 0 ? undefined : { kind: "forward", clusters };
}

function mirrorsOf(http: HttpRouteSpec, build: RouteBuild): XdsRoute["mirrors"] {
  const percent =
    http.mirrorPercentage?.value ?? (http.mirrorPercentage === undefined ? (http.mirrorPercent ?? 100) : 0);
  const single = http.mirror === undefined ? [] : [{ destination: http.mirror, percent }];
  const several = (http.mirrors ?? []).map((mirror) => ({
    destination: mirror.destination,
    percent: mirror.percentage === undefined ? 100 : (mirror.percentage.value ?? 0),
  }));
  return [...single, ...several]
    .filter((mirror) => mirror.percent > 0)
    .map((mirror) => ({ cluster: destinationCluster(mirror.destination, build), percent: mirror.percent }));
}

/** `host:port/path*` for one destination, the VirtualService's name in place of the host for several. Source: istiod's GetRouteOperation. */
function operationName(
  http: HttpRouteSpec,
  action: RouteAction,
  match: RouteMatch,
  name: string,
  port: number,
): string {
  const only = action.kind === "forward" && http.route?.length === 1 ? action.clusters[0] : undefined;
  const cluster = only === undefined ? undefined : parseEnvoyClusterName(only.cluster);
  return `${cluster?.host ?? name}:${cluster?.port ?? port}${operationPath(match.path)}`;
}

function operationPath({ kind, value }: RouteMatch["path"]): string {
  if (kind === "path_separated_prefix") return "/*";
  return kind === "prefix" ? `${value}*` : value;
}

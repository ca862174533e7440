import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { clusterNamed } from "@/lib/xds/clusters";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRoute, XdsVirtualHost } from "@/lib/xds/model";
import { gatewayServers, isHttpServer } from "@/lib/xds/gateway-servers";
import { proxyScope, type XdsProxy } from "@/lib/xds/proxy-scope";
import { routeConfigFor } from "@/lib/xds/route-config";
import { isHttpPort, type XdsService } from "@/lib/xds/service-registry";
import { originsOf, type RouteOrigin } from "./route-origin";

/** Where a route sends a share of its requests. */
export type RouteDestination = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset: string;
  /** 0 to 100. */
  readonly sharePercent: number;
  /** "no_cluster" is Envoy's 503 with flag NC, "no_endpoints" the one with UH. */
  readonly state: "ok" | "no_cluster" | "no_endpoints" | "passthrough";
  readonly readyEndpoints: number;
  readonly endpoints: number;
};

export type EffectiveRoute = {
  readonly index: number;
  readonly route: XdsRoute;
  readonly destinations: readonly RouteDestination[];
  readonly mirrors: readonly { readonly host: string; readonly subset: string; readonly percent: number }[];
  readonly origin?: RouteOrigin;
  /** Whether it can send requests to the service that was asked for. */
  readonly leadsHere: boolean;
};

/** The routes of one host on one port, as one proxy gets them. */
export type EffectiveHost = {
  readonly host: string;
  readonly domains: readonly string[];
  readonly port: number;
  readonly gateway?: string;
  readonly requiresTls: boolean;
  readonly routes: readonly EffectiveRoute[];
};

/**
 * What `proxy` does with requests for the service: for a sidecar the virtual host of the service on each HTTP port; for
 * a gateway every virtual host with a route to it. Empty when the proxy cannot see it.
 */
export function effectiveHosts(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: XdsService,
): readonly EffectiveHost[] {
  return proxy.gateway === true
    ? gatewayHosts(objects, proxy, service)
    : sidecarHosts(objects, proxy, service);
}

function sidecarHosts(objects: MeshObjects, proxy: XdsProxy, service: XdsService): readonly EffectiveHost[] {
  const seen = proxyScope(objects, proxy).services.find(({ host }) => host === service.host);
  return (seen?.ports ?? []).filter(isHttpPort).flatMap(({ number: port }) => {
    const { virtualHosts } = routeConfigFor({ objects, proxy, port });
    const found = virtualHosts.find(({ domains }) => domains.some((domain) => domain === service.host));
    return found === undefined ? [] : [hostView(objects, { proxy, port }, found, service)];
  });
}

function gatewayHosts(objects: MeshObjects, proxy: XdsProxy, service: XdsService): readonly EffectiveHost[] {
  const ports = new Map<number, Set<string>>();
  for (const server of gatewayServers(objects, proxy).filter(isHttpServer))
    ports.set(server.port, new Set([...(ports.get(server.port) ?? []), server.gateway]));
  return [...ports].flatMap(([port, gateways]) => {
    const gateway = [...gateways].join(", ");
    return routeConfigFor({ objects, proxy, port })
      .virtualHosts.filter(({ routes }) => routes.some((route) => leadsTo(route, service)))
      .map((host) => hostView(objects, { proxy, port }, host, service, gateway));
  });
}

/** Whether a route can send requests to the service. */
function leadsTo(route: XdsRoute, service: XdsService): boolean {
  if (route.action.kind !== "forward") return false;
  return route.action.clusters.some(({ cluster }) => parseEnvoyClusterName(cluster)?.host === service.host);
}

function hostView(
  objects: MeshObjects,
  at: { readonly proxy: XdsProxy; readonly port: number },
  virtualHost: XdsVirtualHost,
  service: XdsService,
  gateway?: string,
): EffectiveHost {
  const origins = originsOf(objects, at, virtualHost);
  return {
    host: virtualHost.domains[0] ?? virtualHost.name,
    domains: virtualHost.domains,
    port: at.port,
    ...(gateway === undefined ? {} : { gateway }),
    requiresTls: virtualHost.requireTls === true,
    routes: virtualHost.routes.map((route, index) => {
      const origin = origins[index];
      return {
        index,
        route,
        destinations: destinationsOf(objects, at.proxy, route),
        mirrors: route.mirrors.map(({ cluster, percent }) => {
          const name = parseEnvoyClusterName(cluster);
          return { host: name?.host ?? cluster, subset: name?.subset ?? "", percent };
        }),
        ...(origin === undefined ? {} : { origin }),
        leadsHere: at.proxy.gateway !== true || leadsTo(route, service),
      };
    }),
  };
}

/** The clusters that a route sends to, each with what is behind it. */
export function destinationsOf(
  objects: MeshObjects,
  proxy: XdsProxy,
  route: XdsRoute,
): readonly RouteDestination[] {
  if (route.action.kind !== "forward") return [];
  const { clusters } = route.action;
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0);
  return clusters.map(({ cluster, weight }) => {
    const name = parseEnvoyClusterName(cluster);
    const sharePercent = total === 0 ? 0 : (100 * weight) / total;
    const base = { cluster, host: name?.host ?? cluster, port: name?.port ?? 0, subset: name?.subset ?? "" };
    if (name === undefined)
      return { ...base, sharePercent, state: "passthrough", readyEndpoints: 0, endpoints: 0 };
    const found = clusterNamed({ objects, proxy, ...name });
    const endpoints = found?.endpoints ?? [];
    const ready = endpoints.filter(({ healthy }) => healthy).length;
    const isStatic = found?.discovery === "eds";
    return {
      ...base,
      sharePercent,
      state: found === undefined ? "no_cluster" : isStatic && ready === 0 ? "no_endpoints" : "ok",
      readyEndpoints: ready,
      endpoints: endpoints.length,
    };
  });
}

import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { hostCovers } from "./host";
import { gatewayRouteConfig } from "./gateway-route-config";
import { proxyScope } from "./proxy-scope";
import { catchAllMatch } from "./route-match";
import { defaultRetryPolicy } from "./route-policy";
import { isHttpPort } from "./service-registry";
import { routesFromVirtualService } from "./virtual-service-routes";
import type { MeshObjects } from "./mesh-objects";
import type { XdsRoute, XdsRouteConfig, XdsVirtualHost } from "./model";
import type { ProxyScope, XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";

/**
 * The route configuration that a proxy gets for a port: for a sidecar the one named after a service port, for a
 * gateway the one of its listener (`http.8080`). Pure and repeatable: equal objects give equal configurations.
 * Source: istiod's buildSidecarOutboundVirtualHosts and buildGatewayHTTPRouteConfig.
 */
export function routeConfigFor(input: {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  readonly port: number;
}): XdsRouteConfig {
  const { objects, proxy, port } = input;
  if (proxy.gateway === true) return gatewayRouteConfig(objects, proxy, port);
  const scope = proxyScope(objects, proxy);
  return { name: String(port), virtualHosts: sidecarVirtualHosts(scope, proxy, port) };
}

/** Service ports that a sidecar has route configurations for, ascending. */
export function routedPorts(scope: ProxyScope): readonly number[] {
  const ports = new Set<number>();
  for (const service of scope.services)
    for (const port of service.ports) if (isHttpPort(port)) ports.add(port.number);
  return [...ports].sort((a, b) => a - b);
}

function sidecarVirtualHosts(scope: ProxyScope, proxy: XdsProxy, port: number): readonly XdsVirtualHost[] {
  const onPort = scope.services.filter((service) =>
    service.ports.some((candidate) => candidate.number === port && isHttpPort(candidate)),
  );
  const byHost = new Map(scope.services.map((service) => [service.host, service]));
  const hosts = new Map<string, XdsVirtualHost>();
  for (const virtual of scope.virtualServices) {
    const covered = onPort.filter((service) => virtual.hosts.some((host) => hostCovers(host, service.host)));
    const unknown = virtual.hosts.filter((host) => !scope.services.some((s) => hostCovers(host, s.host)));
    if (covered.length === 0 && (port !== 80 || unknown.length === 0)) continue;
    const routes = routesFromVirtualService(virtual, {
      proxy,
      port,
      gateways: new Set(["mesh"]),
      services: byHost,
    });
    if (routes.length === 0) continue;
    for (const service of covered)
      if (!hosts.has(service.host)) hosts.set(service.host, serviceVirtualHost(service, proxy, port, routes));
    if (covered.length > 0 || port === 80)
      for (const host of unknown)
        if (!hosts.has(host)) hosts.set(host, { name: `${host}:${port}`, domains: [host], routes });
  }
  for (const service of onPort)
    if (!hosts.has(service.host))
      hosts.set(service.host, serviceVirtualHost(service, proxy, port, [defaultRoute(service, port)]));
  const sorted = [...hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...withoutRepeatedDomains(sorted), fallbackVirtualHost(scope.outboundMode)];
}

function serviceVirtualHost(
  service: XdsService,
  proxy: XdsProxy,
  port: number,
  routes: readonly XdsRoute[],
): XdsVirtualHost {
  return {
    name: `${service.host}:${port}`,
    domains: [...serviceDomains(service, proxy.namespace), ...service.vips],
    routes,
  };
}

/** Names by which callers in `namespace` reach a service, as istiod lists them in a virtual host. */
function serviceDomains(service: XdsService, namespace: string): readonly string[] {
  if (service.registry === "External") return [service.host];
  const { name, host } = service;
  const short = `${name}.${service.namespace}`;
  const near = service.namespace === namespace ? [name] : [];
  return [host, `${host}.`, ...near, `${short}.svc`, short];
}

/** The route of a service that no VirtualService covers: no timeout, Istio's default retries. */
function defaultRoute(service: XdsService, port: number): XdsRoute {
  return {
    name: "default",
    match: catchAllMatch,
    action: {
      kind: "forward",
      clusters: [
        {
          cluster: printEnvoyClusterName({ direction: "outbound", port, subset: "", host: service.host }),
          weight: 100,
        },
      ],
    },
    retries: defaultRetryPolicy,
    mirrors: [],
    operation: `${service.host}:${port}/*`,
  };
}

function fallbackVirtualHost(mode: ProxyScope["outboundMode"]): XdsVirtualHost {
  const name = mode === "ALLOW_ANY" ? "allow_any" : "block_all";
  return {
    name,
    domains: ["*"],
    routes: [
      {
        name,
        match: catchAllMatch,
        action:
          mode === "ALLOW_ANY"
            ? { kind: "forward", clusters: [{ cluster: "PassthroughCluster", weight: 100 }] }
            : { kind: "direct_response", status: 502 },
        mirrors: [],
      },
    ],
  };
}

/** Envoy refuses a route configuration in which a domain appears twice; the first owner keeps it. */
function withoutRepeatedDomains(hosts: readonly XdsVirtualHost[]): readonly XdsVirtualHost[] {
  const seen = new Set<string>();
  return hosts.flatMap((host) => {
    const domains = host.domains.filter((domain) => !seen.has(domain));
    for (const domain of domains) seen.add(domain);
    return domains.length === 0 ? [] : { ...host, domains };
  });
}

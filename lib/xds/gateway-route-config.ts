import { hostIntersection } from "./host";
import { serviceRegistry } from "./service-registry";
import { gatewayServers, isHttpServer } from "./gateway-servers";
import { isCatchAll } from "./route-match";
import { routesFromVirtualService } from "./virtual-service-routes";
import { exportedVirtualServices } from "./virtual-services";
import type { GatewayServer } from "./gateway-servers";
import type { MeshObjects } from "./mesh-objects";
import type { XdsRoute, XdsRouteConfig, XdsVirtualHost } from "./model";
import type { XdsProxy } from "./proxy-scope";

type MutableHost = { readonly host: string; readonly port: number; routes: XdsRoute[]; requireTls: boolean };

/**
 * The route configuration of a gateway for a port, which may be the Service's port or the bound one. VirtualServices
 * for the same host are merged in order of age, catch-all routes last. Without any host the answer is 404 (`blackhole`).
 * Source: istiod's buildGatewayHTTPRouteConfig.
 */
export function gatewayRouteConfig(objects: MeshObjects, proxy: XdsProxy, port: number): XdsRouteConfig {
  const servers = gatewayServers(objects, proxy).filter(
    (server) => isHttpServer(server) && (server.bindPort === port || server.port === port),
  );
  const bindPort = servers[0]?.bindPort ?? port;
  const plain = servers.filter((server) => server.bindPort === bindPort);
  const hosts = new Map<string, MutableHost>();
  for (const server of plain) addServer(objects, proxy, server, hosts);
  const virtualHosts = [...hosts.values()].map(virtualHost);
  const first = plain[0];
  return {
    name:
      first?.protocol === "HTTPS"
        ? `https.${first.port}.${first.portName}.${first.gateway.split("/").toReversed().join(".")}`
        : `http.${bindPort}`,
    virtualHosts:
      virtualHosts.length > 0
        ? virtualHosts
        : [{ name: `blackhole:${first?.port ?? port}`, domains: ["*"], routes: [] }],
  };
}

function addServer(
  objects: MeshObjects,
  proxy: XdsProxy,
  server: GatewayServer,
  hosts: Map<string, MutableHost>,
): void {
  const services = serviceRegistry(objects);
  for (const virtual of exportedVirtualServices(objects, proxy.namespace)) {
    if (!virtual.gateways.includes(server.gateway)) continue;
    const routes = routesFromVirtualService(virtual, {
      objects,
      proxy,
      port: server.port,
      tls: server.protocol === "HTTPS",
      gateways: new Set([server.gateway]),
      services,
      visibleServices: services,
    });
    if (routes.length === 0) continue;
    for (const host of sharedHosts(server, virtual)) {
      const entry = hosts.get(host) ?? { host, port: server.port, routes: [], requireTls: false };
      hosts.set(host, entry);
      entry.routes = [...entry.routes, ...routes];
      entry.requireTls ||= server.httpsRedirect;
    }
  }
  if (!server.httpsRedirect) return;
  for (const { host } of server.hosts)
    if (!hosts.has(host)) hosts.set(host, { host, port: server.port, routes: [], requireTls: true });
}

function sharedHosts(
  server: GatewayServer,
  virtual: { readonly namespace: string; readonly hosts: readonly string[] },
): readonly string[] {
  const shared = server.hosts
    .filter((entry) => entry.namespace === "*" || entry.namespace === virtual.namespace)
    .flatMap((entry) => virtual.hosts.map((host) => hostIntersection(entry.host, host)))
    .flatMap((host) => host?.toLowerCase() ?? []);
  return [...new Set(shared)];
}

function virtualHost(entry: MutableHost): XdsVirtualHost {
  const first = entry.routes.filter((route) => !isCatchAll(route.match));
  const last = entry.routes.filter((route) => isCatchAll(route.match));
  return {
    name: `${entry.host}:${entry.port}`,
    domains: [entry.host],
    routes: [...first, ...last],
    ...(entry.requireTls ? { requireTls: true } : {}),
  };
}

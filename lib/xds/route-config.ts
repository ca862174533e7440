import { gatewayRouteConfig } from "./gateway-route-config";
import { proxyScope } from "./proxy-scope";
import { catchAllMatch } from "./route-match";
import { isHttpPort } from "./service-registry";
import { sidecarVirtualHosts } from "./sidecar-virtual-hosts";
import type { MeshObjects } from "./mesh-objects";
import type { XdsRouteConfig, XdsVirtualHost } from "./model";
import type { ProxyScope, XdsProxy } from "./proxy-scope";

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
  const hosts = sidecarVirtualHosts(objects, scope, proxy, port);
  return { name: String(port), virtualHosts: [...hosts, fallbackVirtualHost(scope.outboundMode)] };
}

/** Service ports that a sidecar has route configurations for, ascending. */
export function routedPorts(scope: ProxyScope): readonly number[] {
  const ports = new Set<number>();
  for (const service of scope.services)
    for (const port of service.ports) if (isHttpPort(port)) ports.add(port.number);
  return [...ports].sort((a, b) => a - b);
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

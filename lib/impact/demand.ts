import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { gatewayServers, isHttpServer } from "@/lib/xds/gateway-servers";
import type { XdsVirtualHost } from "@/lib/xds/model";
import { serviceRegistry } from "@/lib/xds/service-registry";
import type { ProxyClass } from "./proxy-classes";
import type { RoutingView, Side } from "./routing-view";
import type { EdgeIndex } from "./traffic-edges";

/** A host that proxies of a class have routes for, on a port, on either side of the change. */
export type RoutedHost = { readonly host: string; readonly port: number };

const known = new WeakMap<RoutingView, Map<ProxyClass, readonly RoutedHost[]>>();

/** The affected hosts that a class of proxies has routes for, each with the ports. */
export function routedHosts(view: RoutingView, of: ProxyClass): readonly RoutedHost[] {
  const own = known.get(view) ?? new Map<ProxyClass, readonly RoutedHost[]>();
  known.set(view, own);
  const found = own.get(of) ?? findRouted(view, of);
  own.set(of, found);
  return found;
}

function findRouted(view: RoutingView, of: ProxyClass): readonly RoutedHost[] {
  const sides: readonly Side[] = ["before", "after"];
  if (of.proxy.gateway === true) {
    const ports = new Set(
      sides.flatMap((side) =>
        gatewayServers(view.objects(side), of.proxy)
          .filter(isHttpServer)
          .map(({ port }) => port),
      ),
    );
    return [...ports].flatMap((port) => {
      const domains = new Set(
        sides.flatMap((side) => view.routes(side, of, port).virtualHosts.flatMap((host) => host.domains)),
      );
      return [...domains]
        .filter((domain) => {
          const hosts = sides.map((side) => exactHost(view, side, of, port, domain));
          return hosts.some(view.isTouched) || JSON.stringify(hosts[0]) !== JSON.stringify(hosts[1]);
        })
        .map((host) => ({ host, port }));
    });
  }
  return [...view.hosts].flatMap((host) => {
    const ports = new Set(
      sides.flatMap((side) => {
        const service = serviceRegistry(view.objects(side)).get(host);
        // A name that is no service has routes on port 80 alone.
        return service === undefined ? [80] : service.ports.map(({ number }) => number);
      }),
    );
    return [...ports]
      .filter((port) => sides.some((side) => view.virtualHost(side, of, port, host) !== undefined))
      .map((port) => ({ host, port }));
  });
}

function exactHost(view: RoutingView, side: Side, of: ProxyClass, port: number, domain: string) {
  return view.routes(side, of, port).virtualHosts.find(({ domains }) => domains.includes(domain));
}

const targets = new WeakMap<XdsVirtualHost, ReadonlySet<string>>();

/** The hosts that the routes of a virtual host lead to. */
function targetsOf(virtualHost: XdsVirtualHost): ReadonlySet<string> {
  const own = targets.get(virtualHost);
  if (own !== undefined) return own;
  const found = new Set<string>();
  for (const { action } of virtualHost.routes)
    if (action.kind === "forward")
      for (const { cluster } of action.clusters) {
        const host = parseEnvoyClusterName(cluster)?.host;
        if (host !== undefined) found.add(host);
      }
  targets.set(virtualHost, found);
  return found;
}

/**
 * Requests/s that a workload makes to a host, by what its proxy counts to the services that the host's routes of now
 * lead to; undefined when there are no such routes.
 */
export function demandOf(
  view: RoutingView,
  of: ProxyClass,
  workload: { readonly namespace: string; readonly name: string },
  at: RoutedHost,
  edges: EdgeIndex,
): number | undefined {
  const virtualHost = view.virtualHost("before", of, at.port, at.host);
  if (virtualHost === undefined) return undefined;
  const sent = edges.bySource.get(`${workload.namespace}/${workload.name}`);
  if (sent === undefined) return 0;
  const leads = targetsOf(virtualHost);
  const own = of.proxy.gateway === true || leads.has(at.host) ? 0 : (sent.get(at.host) ?? 0);
  return [...leads].reduce((sum, host) => sum + (sent.get(host) ?? 0), own);
}

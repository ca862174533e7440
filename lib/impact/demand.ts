import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { hostCovers } from "@/lib/xds/host";
import { virtualServices } from "@/lib/xds/virtual-services";
import { completeHost, destinationsOf } from "./affected-hosts";
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
  return [...view.hosts].flatMap((host) => routedPorts(view, of, host));
}

const portsOf = new WeakMap<ProxyClass, Map<string, readonly RoutedHost[]>>();

/** The same objects each time: they are keys. */
function routedPorts(view: RoutingView, of: ProxyClass, host: string): readonly RoutedHost[] {
  // Classes live as long as their view.
  const own = portsOf.get(of) ?? new Map<string, readonly RoutedHost[]>();
  portsOf.set(of, own);
  const found = own.get(host) ?? findPorts(view, of, host);
  own.set(host, found);
  return found;
}

function findPorts(view: RoutingView, of: ProxyClass, host: string): readonly RoutedHost[] {
  const sides: readonly Side[] = ["before", "after"];
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

type Readers = Map<string, readonly RoutedHost[]>;
const readers = new WeakMap<RoutingView, Map<ProxyClass, Readers>>();

/** The routed hosts whose routes of now lead to a service. A host that is led away from still counts as itself. */
function hostsLeadingTo(view: RoutingView, of: ProxyClass, service: string): readonly RoutedHost[] {
  const classes = readers.get(view) ?? new Map<ProxyClass, Readers>();
  readers.set(view, classes);
  const own = classes.get(of) ?? new Map<string, readonly RoutedHost[]>();
  classes.set(of, own);
  const cached = own.get(service);
  if (cached !== undefined) return cached;
  const candidates =
    of.proxy.gateway === true
      ? routedHosts(view, of)
      : hostsNaming(view, service).flatMap((host) => routedPorts(view, of, host));
  const found = candidates.filter((at) => servicesOf(view, of, at)?.has(service) === true);
  own.set(service, found);
  return found;
}

const naming = new WeakMap<RoutingView, ReadonlyMap<string, readonly string[]>>();

/** The affected hosts of which a VirtualService names the service, and the service itself: most lead nowhere near it. */
function hostsNaming(view: RoutingView, service: string): readonly string[] {
  const known = naming.get(view) ?? findNaming(view);
  naming.set(view, known);
  const named = known.get(service) ?? [];
  return view.hosts.has(service) && !named.includes(service) ? [...named, service] : named;
}

function findNaming(view: RoutingView): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const virtual of virtualServices(view.objects("before"))) {
    const hosts = virtual.hosts.flatMap((pattern) =>
      pattern.includes("*")
        ? [...view.hosts].filter((host) => hostCovers(pattern, host))
        : [pattern, completeHost(pattern) ?? pattern].filter((host) => view.hosts.has(host)),
    );
    for (const service of destinationsOf(virtual)) {
      const list = found.get(service) ?? new Set<string>();
      found.set(service, list);
      for (const host of hosts) list.add(host);
    }
  }
  return new Map([...found].map(([service, hosts]) => [service, [...hosts]]));
}

/** Undefined where there are no routes before the change. */
function servicesOf(view: RoutingView, of: ProxyClass, at: RoutedHost): ReadonlySet<string> | undefined {
  const virtualHost = view.virtualHost("before", of, at.port, at.host);
  if (virtualHost === undefined) return undefined;
  const leads = targetsOf(virtualHost);
  return of.proxy.gateway === true || leads.has(at.host) ? leads : new Set([...leads, at.host]);
}

/** A host that a workload sends requests to. */
export type Demand = { readonly at: RoutedHost; readonly rps: number };

/**
 * The routed hosts that a workload calls, with requests/s: what its proxy counts to the services that the host's routes
 * of now lead to.
 */
export function demandsOf(
  view: RoutingView,
  of: ProxyClass,
  workload: { readonly namespace: string; readonly name: string },
  edges: EdgeIndex,
): readonly Demand[] {
  const sent = edges.bySource.get(`${workload.namespace}/${workload.name}`);
  if (sent === undefined) return [];
  const sums = new Map<RoutedHost, number>();
  for (const [service, rps] of sent)
    for (const at of hostsLeadingTo(view, of, service)) sums.set(at, (sums.get(at) ?? 0) + rps);
  return [...sums].flatMap(([at, rps]) => (rps > 0 ? [{ at, rps }] : []));
}

import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { destinationRuleFor } from "./destination-rules";
import { hashPolicyOfService } from "./hash-policies";
import { hostsOverlap } from "./host";
import { catchAllMatch } from "./route-match";
import { defaultRetryPolicy } from "./route-policy";
import { isHttpPort } from "./service-registry";
import { serviceDomains } from "./virtual-host-domains";
import { routesFromVirtualService } from "./virtual-service-routes";
import { wildcardOwners } from "./wildcard-owners";
import type { MeshObjects } from "./mesh-objects";
import type { XdsRoute, XdsVirtualHost } from "./model";
import type { ProxyScope, XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";
import type { RouteBuild } from "./virtual-service-routes";
import type { XdsVirtualService } from "./virtual-services";

type Services = ReadonlyMap<string, XdsService>;
/** Services and other hosts that share routes. */
type Group = {
  readonly hosts: readonly string[];
  readonly services: readonly XdsService[];
  readonly routes: readonly XdsRoute[];
};

/** What routes of a sidecar are built with for a service port. */
export function sidecarRouteBuild(
  objects: MeshObjects,
  scope: ProxyScope,
  proxy: XdsProxy,
  port: number,
): RouteBuild {
  const onPort = scope.services.filter((service) =>
    service.ports.some((candidate) => candidate.number === port),
  );
  return {
    objects,
    proxy,
    port,
    tls: false,
    gateways: new Set(["mesh"]),
    services: new Map(onPort.map((service) => [service.host.toLowerCase(), service])),
    visibleServices: new Map(scope.services.map((service) => [service.host, service])),
  };
}

/**
 * The virtual hosts of a sidecar for a service port, by name, without the fallback: one for each service of the port
 * and one for each host of a VirtualService that is no such service. Of several VirtualServices for a host the first
 * that has routes for this caller takes it whole. Source: istiod's BuildSidecarOutboundVirtualHosts.
 */
export function sidecarVirtualHosts(
  objects: MeshObjects,
  scope: ProxyScope,
  proxy: XdsProxy,
  port: number,
): readonly XdsVirtualHost[] {
  const build = sidecarRouteBuild(objects, scope, proxy, port);
  const owners = wildcardOwners(scope.virtualServices, scope.services);
  const groups = virtualServicesOnPort(scope, build).flatMap(
    (virtual) => virtualServiceGroup(virtual, build, owners) ?? [],
  );
  const routed = new Set(groups.flatMap((group) => group.services.map((service) => service.host)));
  const plain = [...build.services.values()]
    .filter((service) => !routed.has(service.host) && isRouted(service, port))
    .map((service) => ({ hosts: [], services: [service], routes: [defaultRoute(service, build)] }));
  return printedHosts([...groups, ...plain], build).toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
}

/** An alias has no virtual host: its name stands among the domains of what it is an alias of. */
function isRouted(service: XdsService, port: number): boolean {
  if (service.resolution === "alias") return false;
  return service.ports.some((candidate) => candidate.number === port && isHttpPort(candidate));
}

/** Those with a host that is a service of the port; on port 80 all, for hosts outside the mesh. Source: istiod's selectVirtualServices. */
function virtualServicesOnPort(scope: ProxyScope, build: RouteBuild): readonly XdsVirtualService[] {
  if (build.port === 80) return scope.virtualServices;
  const all = [...build.services.keys()];
  const wildcards = all.filter((host) => host.startsWith("*"));
  return scope.virtualServices.filter(({ hosts }) =>
    hosts.some((host) => {
      const wanted = host.toLowerCase();
      if (build.services.has(wanted)) return true;
      const candidates = wanted.startsWith("*") ? all : wildcards;
      return candidates.some((candidate) => hostsOverlap(wanted, candidate));
    }),
  );
}

function virtualServiceGroup(
  virtual: XdsVirtualService,
  build: RouteBuild,
  owners: ReadonlyMap<string, XdsVirtualService>,
): Group | undefined {
  const { hosts, services } = separatedHosts(virtual, build.services, owners);
  const allowed = virtual.gatewaySemantics
    ? services.filter((service) => [service.namespace, build.proxy.namespace].includes(virtual.namespace))
    : services;
  if (virtual.gatewaySemantics && allowed.length === 0) return undefined;
  const http = allowed.filter((service) => isRouted(service, build.port));
  if (http.length === 0 && build.port !== 80) return undefined;
  const routes = routesFromVirtualService(virtual, build);
  return routes.length === 0 ? undefined : { hosts, services: http, routes };
}

/**
 * The services of the port that a VirtualService speaks for, and its other hosts. A wildcard takes only the services
 * for which no other VirtualService is more specific. Source: istiod's separateVSHostsAndServices.
 */
function separatedHosts(
  virtual: XdsVirtualService,
  services: Services,
  owners: ReadonlyMap<string, XdsVirtualService>,
): { readonly hosts: readonly string[]; readonly services: readonly XdsService[] } {
  const hosts: string[] = [];
  const found: XdsService[] = [];
  const exactFirst = virtual.hosts.toSorted((a, b) => wildcardRank(a) - wildcardRank(b));
  for (const host of exactFirst) {
    const wanted = host.toLowerCase();
    const exact = services.get(wanted);
    if (!wanted.startsWith("*")) {
      if (exact === undefined) hosts.push(wanted);
      else found.push(exact);
      continue;
    }
    const covered = virtual.gatewaySemantics
      ? []
      : [...services.values()].filter((service) => hostsOverlap(wanted, service.host.toLowerCase()));
    if (covered.length === 0) hosts.push(wanted);
    found.push(...covered.filter((service) => owners.get(service.host) === virtual));
  }
  return { hosts, services: found };
}

function wildcardRank(host: string): number {
  return host.startsWith("*") ? 1 : 0;
}

/** The route of a service that no VirtualService covers: no timeout, Istio's default retries. */
function defaultRoute(service: XdsService, build: RouteBuild): XdsRoute {
  const { host } = service;
  const cluster = printEnvoyClusterName({ direction: "outbound", port: build.port, subset: "", host });
  const hash = hashPolicyOfService(destinationRuleFor(build.objects, build.proxy, service), build.port);
  return {
    name: "default",
    match: catchAllMatch,
    action: { kind: "forward", clusters: [{ cluster, weight: 100 }] },
    retries: defaultRetryPolicy,
    ...(hash === undefined ? {} : { hashPolicies: [hash] }),
    mirrors: [],
    operation: `${host}:${build.port}/*`,
  };
}

/** Envoy refuses a configuration in which a name or domain appears twice; who comes first keeps it. */
function printedHosts(groups: readonly Group[], build: RouteBuild): readonly XdsVirtualHost[] {
  const names = new Set<string>();
  const taken = new Set<string>();
  const known = new Set(groups.flatMap((group) => group.services.map((service) => service.host)));
  const aliases = aliasesByTarget(build.visibleServices);
  const print = (
    host: string,
    domains: readonly string[],
    short: ReadonlySet<string>,
    routes: readonly XdsRoute[],
  ): XdsVirtualHost[] => {
    const name = `${host}:${build.port}`;
    if (names.has(name)) return [];
    names.add(name);
    const own = domains.filter((domain) => {
      const key = domain.toLowerCase();
      if (taken.has(key) || (short.has(domain) && known.has(domain))) return false;
      taken.add(key);
      return true;
    });
    return own.length === 0 ? [] : [{ name, domains: own, routes }];
  };
  return groups.flatMap(({ hosts, services, routes }) => [
    ...hosts.flatMap((host) => print(host, [host], new Set(), routes)),
    ...services.flatMap((service) => {
      const { domains, short } = serviceDomains(
        service,
        build.proxy.namespace,
        aliases.get(service.host) ?? [],
      );
      return print(service.host, domains, short, routes);
    }),
  ]);
}

function aliasesByTarget(services: Services): ReadonlyMap<string, readonly string[]> {
  const aliases = new Map<string, string[]>();
  for (const { host, externalName } of services.values())
    if (externalName !== undefined)
      aliases.set(externalName, [...(aliases.get(externalName) ?? []), host].toSorted());
  return aliases;
}

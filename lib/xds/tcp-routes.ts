import { hostsOverlap } from "./host";
import { selectorMatches } from "./mesh-objects";
import { resolveGateway } from "./gateway-name";
import { proxyScope } from "./proxy-scope";
import { serviceRegistry } from "./service-registry";
import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { MeshObjects } from "./mesh-objects";
import type { WeightedCluster } from "./model";
import type { ProxyScope, XdsProxy } from "./proxy-scope";
import type { XdsService, XdsServicePort } from "./service-registry";
import type { DestinationSpec, TcpRouteSpec, TlsRouteSpec } from "./virtual-service-spec";

/** Where connections go that match. Without conditions it takes all that reach the service's port. */
export type XdsTcpRoute = {
  /** Server names that a TLS client asks for; empty for any. */
  readonly sniHosts: readonly string[];
  /** Destination addresses; empty for the service's own. */
  readonly subnets: readonly string[];
  readonly clusters: readonly WeightedCluster[];
  /** The VirtualService; absent for the default route. */
  readonly configPath?: string;
};

type L4Match = NonNullable<TcpRouteSpec["match"]>[number];
type Place = {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  readonly scope: ProxyScope;
  readonly service: XdsService;
  readonly port: XdsServicePort;
};

/**
 * The routes of a sidecar for connections to a service port that is not HTTP, in order of precedence: `tls` routes by
 * server name on TLS ports, `tcp` routes on others, and the service itself where none applies. Empty when the proxy
 * does not see the port. Source: istiod's buildSidecarOutboundTLSFilterChainOpts and …TCPFilterChainOpts.
 */
export function tcpRoutesFor(input: {
  readonly objects: MeshObjects;
  readonly proxy: XdsProxy;
  readonly host: string;
  readonly port: number;
}): readonly XdsTcpRoute[] {
  const { objects, proxy, host } = input;
  const scope = proxyScope(objects, proxy);
  const service = scope.services.find((candidate) => candidate.host === host);
  const port = service?.ports.find((candidate) => candidate.number === input.port);
  if (service === undefined || port === undefined) return [];
  const place = { objects, proxy, scope, service, port };
  return port.protocol === "tls" ? tlsRoutes(place) : plainRoutes(place);
}

function virtualServicesOf({ scope, service }: Place): ProxyScope["virtualServices"] {
  return scope.virtualServices.filter((virtual) =>
    virtual.hosts.some((host) => hostsOverlap(host, service.host)),
  );
}

function applies(match: L4Match, namespace: string, { proxy, port }: Place): boolean {
  const gateways = (match.gateways ?? []).map((gateway) => resolveGateway(gateway, namespace));
  const { sourceNamespace = "" } = match;
  return (
    (gateways.length === 0 || gateways.includes("mesh")) &&
    selectorMatches(match.sourceLabels, proxy.labels) &&
    (match.port === undefined || match.port === 0 || match.port === port.number) &&
    (sourceNamespace === "" || sourceNamespace === proxy.namespace)
  );
}

/**
 * Of routes with the same server names and subnets the first counts. Subnets, once named, hold for the matches after
 * them that name none, as they do in istiod.
 */
function tlsRoutes(place: Place): readonly XdsTcpRoute[] {
  const taken = new Set<string>();
  let subnets: readonly string[] = [];
  const routes = virtualServicesOf(place).flatMap((virtual) =>
    virtual.tls.flatMap((tls: TlsRouteSpec): XdsTcpRoute[] => {
      if ((tls.route ?? []).length === 0) return [];
      return (tls.match ?? [])
        .filter((match) => applies(match, virtual.namespace, place))
        .flatMap((match) => {
          const { sniHosts, destinationSubnets = [] } = match;
          const key = `${sniHosts.join(",")}|${destinationSubnets.join(",")}`;
          if (destinationSubnets.length > 0) subnets = destinationSubnets;
          if (taken.has(key)) return [];
          taken.add(key);
          const clusters = clustersOf(tls.route, place);
          return { sniHosts, subnets, clusters, configPath: virtual.configPath };
        });
    }),
  );
  return routes.length > 0 ? routes : [defaultRoute(place)];
}

/** A route without conditions on the address ends the list. */
function plainRoutes(place: Place): readonly XdsTcpRoute[] {
  const routes: XdsTcpRoute[] = [];
  for (const virtual of virtualServicesOf(place))
    for (const tcp of virtual.tcp) {
      if ((tcp.route ?? []).length === 0) continue;
      const matches = tcp.match ?? [];
      const valid = matches.filter((match) => applies(match, virtual.namespace, place));
      const subnetsOf = (match: L4Match) => match.destinationSubnets ?? [];
      const clusters = clustersOf(tcp.route, place);
      const { configPath } = virtual;
      if (matches.length === 0 || valid.some((match) => subnetsOf(match).length === 0))
        return [...routes, { sniHosts: [], subnets: [], clusters, configPath }];
      const subnets = valid.flatMap(subnetsOf);
      if (subnets.length > 0) routes.push({ sniHosts: [], subnets, clusters, configPath });
    }
  return [...routes, defaultRoute(place)];
}

function defaultRoute({ service, port }: Place): XdsTcpRoute {
  const cluster = printEnvoyClusterName({
    direction: "outbound",
    port: port.number,
    subset: "",
    host: service.host,
  });
  return { sniHosts: [], subnets: [], clusters: [{ cluster, weight: 100 }] };
}

function clustersOf(route: TcpRouteSpec["route"], place: Place): readonly WeightedCluster[] {
  const destinations = route ?? [];
  if (destinations.length === 1)
    return destinations.map((entry) => ({ cluster: clusterOf(entry.destination, place), weight: 100 }));
  return destinations
    .filter((entry) => (entry.weight ?? 0) > 0)
    .map((entry) => ({ cluster: clusterOf(entry.destination, place), weight: entry.weight ?? 0 }));
}

/** Other than for HTTP routes, a service's only port counts on whatever port the client connects to. */
function clusterOf(destination: DestinationSpec, { objects, port }: Place): string {
  const service = serviceRegistry(objects).get(destination.host);
  const only = service?.ports.length === 1 ? service.ports[0]?.number : undefined;
  return printEnvoyClusterName({
    direction: "outbound",
    port: destination.port?.number ?? only ?? port.number,
    subset: destination.subset ?? "",
    host: service?.externalName ?? destination.host,
  });
}

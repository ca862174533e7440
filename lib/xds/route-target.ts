import { printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { hashPolicyOfDestination } from "./hash-policies";
import { headerOperations, joinedHeaderOperations } from "./route-headers";
import type { HashPolicy, HeaderOperations, WeightedCluster } from "./model";
import type { RouteBuild } from "./virtual-service-routes";
import type { DestinationSpec, HttpDestinationSpec, HttpRouteSpec } from "./virtual-service-spec";

/**
 * Cluster of a destination: its own port, else the only port of its service, else the port that is listened on. A
 * sidecar knows only the services of the port it builds routes for. Source: istiod's GetDestinationCluster.
 */
export function destinationCluster(destination: DestinationSpec, build: RouteBuild): string {
  if (destination.host === "") return "UnknownService";
  const service = build.services.get(destination.host);
  return printEnvoyClusterName({
    direction: "outbound",
    port: destination.port?.number ?? onlyPort(destination, build) ?? build.port,
    subset: destination.subset ?? "",
    host: service?.externalName ?? destination.host,
  });
}

function onlyPort(destination: DestinationSpec, build: RouteBuild): number | undefined {
  if (build.gateways.has("mesh")) return undefined;
  const ports = build.services.get(destination.host)?.ports ?? [];
  return ports.length === 1 ? ports[0]?.number : undefined;
}

/** Where a route sends its requests, with what its destinations do to headers. */
export type RouteTargets = {
  readonly clusters: readonly WeightedCluster[];
  readonly headers: HeaderOperations | undefined;
  readonly hostRewrite: string | undefined;
  readonly hashPolicies: readonly HashPolicy[];
  /** Retries follow the hash: only where the route has a single destination. */
  readonly hashedRetries: boolean;
};

/**
 * Destinations of a route. The operations of a single one become the route's own; of several each keeps its own, and
 * those of weight 0 are left out. Source: istiod's processDestination and processWeightedDestination.
 */
export function routeTargets(
  http: HttpRouteSpec,
  build: RouteBuild,
  routeHeaders: { readonly headers?: HeaderOperations; readonly hostRewrite?: string | undefined },
): RouteTargets {
  const destinations = http.route ?? [];
  const only = destinations.length === 1 ? destinations[0] : undefined;
  const { headers, hostRewrite } = routeHeaders;
  if (only === undefined) {
    const used = destinations.filter((entry) => (entry.weight ?? 0) > 0);
    return {
      clusters: used.map((entry) => weightedCluster(entry, build)),
      headers,
      hostRewrite,
      hashPolicies: used.flatMap((entry) => hashOf(entry, build) ?? []),
      hashedRetries: false,
    };
  }
  const own = headerOperations(only.headers);
  const hash = hashOf(only, build);
  return {
    clusters: [{ cluster: destinationCluster(only.destination, build), weight: 100 }],
    headers: joinedHeaderOperations(headers, own.headers),
    hostRewrite: hostRewrite ?? own.authority,
    hashPolicies: hash === undefined ? [] : [hash],
    hashedRetries: hash !== undefined,
  };
}

function weightedCluster(entry: HttpDestinationSpec, build: RouteBuild): WeightedCluster {
  const { headers, authority } = headerOperations(entry.headers);
  return {
    cluster: destinationCluster(entry.destination, build),
    weight: entry.weight ?? 0,
    ...(headers === undefined ? {} : { headers }),
    ...(authority === undefined ? {} : { hostRewrite: authority }),
  };
}

function hashOf(entry: HttpDestinationSpec, build: RouteBuild): HashPolicy | undefined {
  const service = build.visibleServices.get(entry.destination.host);
  return hashPolicyOfDestination(build.objects, build.proxy, service, entry.destination);
}

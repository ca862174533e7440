import type { XdsCluster, XdsRoute, XdsRouteConfig } from "@/lib/xds/model";
import type { XdsTcpRoute } from "@/lib/xds/tcp-routes";
import type { SentConfig } from "./istiod-dump";

/** What we say and what istiod says of one place. */
export type Difference = { readonly where: string; readonly ours: unknown; readonly theirs: unknown };

/**
 * Routes of one configuration in order. A sidecar's virtual hosts are told apart by name; of a gateway, which collapses
 * hosts with equal routes, each domain is compared.
 */
export function compareRoutes(ours: XdsRouteConfig, sent: SentConfig): readonly Difference[] {
  const theirs = sent.routes.find((config) => config.name === ours.name);
  const byPlace = /^\d+$/.test(ours.name) ? byHostName : byDomain;
  return compareMaps(`routes ${ours.name}`, byPlace(ours), byPlace(theirs));
}

function byHostName(config: XdsRouteConfig | undefined): ReadonlyMap<string, unknown> {
  return new Map(
    (config?.virtualHosts ?? []).map(({ name, domains, routes }) => [
      name,
      { domains: domains.toSorted(), routes: routes.map(canonicalRoute) },
    ]),
  );
}

function byDomain(config: XdsRouteConfig | undefined): ReadonlyMap<string, unknown> {
  return new Map(
    (config?.virtualHosts ?? []).flatMap(({ domains, routes, requireTls = false }) =>
      domains.map((domain) => [domain, { requireTls, routes: routes.map(canonicalRoute) }] as const),
    ),
  );
}

export function compareClusters(ours: readonly XdsCluster[], sent: SentConfig): readonly Difference[] {
  const endpoints = ours.filter((cluster) => cluster.discovery === "eds");
  return [
    ...compareMaps("cluster", byName(ours), byName(sent.clusters)),
    ...compareMaps(
      "endpoints",
      new Map(endpoints.map((cluster) => [cluster.name, healthyAddresses(cluster)])),
      new Map(endpoints.map((cluster) => [cluster.name, sent.endpoints.get(cluster.name) ?? []])),
    ),
  ];
}

/** TCP routes of services with an address of their own, whose listeners are named after it. */
export function compareTcpRoutes(
  ours: ReadonlyMap<string, readonly XdsTcpRoute[]>,
  listenerOf: (place: string) => string,
  sent: SentConfig,
): readonly Difference[] {
  const canonical = (routes: readonly XdsTcpRoute[]) =>
    routes.map(({ subnets, sniHosts, configPath, ...route }) => ({
      ...route,
      sniHosts: sniHosts.toSorted(),
      subnets: subnets.map((subnet) => (subnet.includes("/") ? subnet : `${subnet}/32`)),
      // istiod stamps no object on a chain that goes by address alone.
      ...(configPath === undefined || (subnets.length > 0 && sniHosts.length === 0) ? {} : { configPath }),
    }));
  return compareMaps(
    "tcp",
    new Map([...ours].map(([place, routes]) => [place, canonical(routes)])),
    new Map([...ours.keys()].map((place) => [place, canonical(sent.tcpRoutes.get(listenerOf(place)) ?? [])])),
  );
}

function byName(clusters: readonly Omit<XdsCluster, "endpoints">[]): ReadonlyMap<string, unknown> {
  return new Map(clusters.map((cluster) => [cluster.name, canonicalCluster(cluster)]));
}

function healthyAddresses(cluster: XdsCluster): readonly string[] {
  return cluster.endpoints
    .filter((endpoint) => endpoint.healthy)
    .map((endpoint) => `${endpoint.address}:${endpoint.port}`)
    .toSorted();
}

/** Without what has no meaning: the order of conditions on headers and parameters, digits beyond a millionth. */
function canonicalRoute(route: XdsRoute): unknown {
  const { match, fault } = route;
  return {
    ...route,
    match: {
      ...match,
      headers: sorted(match.headers),
      queryParams: sorted(match.queryParams),
      ...(match.claims === undefined ? {} : { claims: sorted(match.claims) }),
    },
    mirrors: route.mirrors.map((mirror) => ({ ...mirror, percent: millionths(mirror.percent) })),
    ...(fault === undefined
      ? {}
      : {
          fault: {
            ...(fault.delay === undefined
              ? {}
              : { delay: { ...fault.delay, percent: millionths(fault.delay.percent) } }),
            ...(fault.abort === undefined
              ? {}
              : { abort: { ...fault.abort, percent: millionths(fault.abort.percent) } }),
          },
        }),
  };
}

function sorted<T>(list: readonly T[]): readonly T[] {
  return list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function millionths(percent: number): number {
  return Math.trunc(percent * 10_000);
}

/** Absent values as Envoy takes them; the identities of an automatic mTLS are not part of the model. */
function canonicalCluster(cluster: Omit<XdsCluster, "endpoints">): unknown {
  const { tls, ...rest } = { ...cluster, endpoints: undefined };
  const named = tls !== undefined && (tls.subjectAltNames.length > 0 || tls.sni !== undefined);
  return {
    ...rest,
    connectTimeoutMs: cluster.connectTimeoutMs ?? 10_000,
    ...(named && cluster.tlsMode !== "istio_mutual" ? { tls } : {}),
    ...(cluster.tlsMode === "istio_mutual" && tls?.sni !== undefined ? { sni: tls.sni } : {}),
  };
}

function compareMaps(
  what: string,
  ours: ReadonlyMap<string, unknown>,
  theirs: ReadonlyMap<string, unknown>,
): readonly Difference[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) =>
    differences(`${what} ${key}`, plain(ours.get(key)), plain(theirs.get(key))),
  );
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function differences(where: string, ours: unknown, theirs: unknown): readonly Difference[] {
  if (Object.is(ours, theirs)) return [];
  if (!isRecord(ours) || !isRecord(theirs) || Array.isArray(ours) !== Array.isArray(theirs))
    return [{ where, ours, theirs }];
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].flatMap((key) =>
    differences(`${where} .${key}`, ours[key], theirs[key]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import { destinationRuleSchema } from "@/lib/xds/destination-rule-spec";
import { hostCovers, resolveHost } from "@/lib/xds/host";
import { parsedObjects, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { virtualServices, type XdsVirtualService } from "@/lib/xds/virtual-services";
import type { ChangedObject } from "./changed-objects";
import { selectedWorkloads } from "./selected-workloads";

/** Hosts that a change decides about, by what of them it decides. */
export type AffectedHosts = {
  /** Their routes. */
  readonly routes: ReadonlySet<string>;
  /** How connections to them are made: DestinationRules, Services, endpoints. */
  readonly clusters: ReadonlySet<string>;
  /** Who may call them. */
  readonly access: ReadonlySet<string>;
};

const routingKinds = new Set(["VirtualService", "HTTPRoute", "GRPCRoute", "Gateway", "ReferenceGrant"]);
const accessKinds = new Set(["AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication"]);

/** The hosts whose routes, clusters or access differ. Wildcards stand for all hosts of the mesh that they cover. */
export function affectedHosts(
  before: MeshObjects,
  after: MeshObjects,
  changed: readonly ChangedObject[],
): AffectedHosts {
  const routes = changed.some(({ ref }) => routingKinds.has(ref.kind))
    ? changedRouteHosts(before, after, changed)
    : [];
  const clusters = changed.flatMap(({ ref, ...sides }) =>
    [sides.before, sides.after].flatMap((manifest) => {
      if (manifest === undefined) return [];
      switch (ref.kind) {
        case "DestinationRule":
          return ruleHosts(manifest);
        case "Service":
          return [resolveHost(`${ref.name}.${ref.namespace}.svc.cluster.local`, ref.namespace)];
        case "ServiceEntry":
          return listOf(manifest.spec?.["hosts"]);
        default:
          return [];
      }
    }),
  );
  const access = changed
    .filter(({ ref }) => accessKinds.has(ref.kind))
    .flatMap((object) => hostsOfWorkloads(after, object));
  return {
    routes: concrete(before, after, routes),
    clusters: concrete(
      before,
      after,
      clusters.map((host) => ({ host, isMesh: true })),
    ),
    access: new Set(access),
  };
}

/** Hosts whose routes send requests to any of `hosts`, themselves left out. */
export function leadingHosts(
  before: MeshObjects,
  after: MeshObjects,
  hosts: ReadonlySet<string>,
): ReadonlySet<string> {
  const leading = [before, after].flatMap((objects) =>
    virtualServices(objects)
      .filter((virtual) => destinationsOf(virtual).some((host) => hosts.has(host)))
      .flatMap(patternsOf),
  );
  return new Set([...concrete(before, after, leading)].filter((host) => !hosts.has(host)));
}

/** Every host that a VirtualService sends or mirrors requests to. */
export function destinationsOf(virtual: XdsVirtualService): readonly string[] {
  return virtual.http.flatMap((route) =>
    [
      ...(route.route ?? []).map(({ destination }) => destination),
      ...(route.mirror === undefined ? [] : [route.mirror]),
      ...(route.mirrors ?? []).map(({ destination }) => destination),
    ].map(({ host }) => resolveHost(host, virtual.namespace)),
  );
}

/** A host as written, and whether sidecars take it: a gateway's "*" is not every service. */
type Pattern = { readonly host: string; readonly isMesh: boolean };

function patternsOf(virtual: XdsVirtualService): readonly Pattern[] {
  const isMesh = virtual.gateways.includes("mesh");
  return virtual.hosts.map((host) => ({ host, isMesh }));
}

function changedRouteHosts(
  before: MeshObjects,
  after: MeshObjects,
  changed: readonly ChangedObject[],
): readonly Pattern[] {
  const old = new Map(virtualServices(before).map((one) => [one.configPath, one]));
  const now = new Map(virtualServices(after).map((one) => [one.configPath, one]));
  const gateways = new Set(
    changed.flatMap(({ ref }) => (ref.kind === "Gateway" ? [`${ref.namespace}/${ref.name}`] : [])),
  );
  const isOnGateway = ({ gateways: own }: XdsVirtualService): boolean =>
    own.some((gateway) => gateways.has(gateway.split("~")[0] ?? ""));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [left, right] = [old.get(key), now.get(key)];
    const isSame = JSON.stringify(left) === JSON.stringify(right);
    const touched = !isSame || [left, right].some((one) => one !== undefined && isOnGateway(one));
    if (!touched) return [];
    return [left, right].flatMap((one) => (one === undefined ? [] : patternsOf(one)));
  });
}

function ruleHosts(manifest: NonNullable<ChangedObject["before"]>): readonly string[] {
  const key = "networking.istio.io/DestinationRule";
  return parsedObjects({ [key]: [manifest] }, key, destinationRuleSchema).map(({ spec, namespace }) =>
    resolveHost(spec.host, namespace),
  );
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function hostsOfWorkloads(objects: MeshObjects, object: ChangedObject): readonly string[] {
  const workloads = selectedWorkloads(objects, object);
  if (workloads.length === 0) return [];
  return [...serviceRegistry(objects).values()]
    .filter(({ selector, namespace }) => {
      if (selector === undefined || Object.keys(selector).length === 0) return false;
      return workloads.some((one) => one.namespace === namespace && selectorMatches(selector, one.labels));
    })
    .map(({ host }) => host);
}

/** Hosts of the registry that the patterns cover, and patterns that no service answers to (a gateway's names). */
function concrete(
  before: MeshObjects,
  after: MeshObjects,
  patterns: readonly Pattern[],
): ReadonlySet<string> {
  const known = new Set([...serviceRegistry(before).keys(), ...serviceRegistry(after).keys()]);
  const hosts = new Set<string>();
  for (const { host: written, isMesh } of patterns) {
    const pattern = completed(written, known);
    if (hosts.has(pattern)) continue;
    hosts.add(pattern);
    if (isMesh && pattern.includes("*"))
      for (const host of known) if (hostCovers(pattern, host)) hosts.add(host);
  }
  return hosts;
}

/** `reviews.bookinfo` means the service when there is one. */
function completed(host: string, known: ReadonlySet<string>): string {
  if (known.has(host)) return host;
  const full = completeHost(host) ?? host;
  return known.has(full) ? full : host;
}

/** The whole name of the service that `reviews.bookinfo` or longer is short for; undefined for what can be none. */
export function completeHost(host: string): string | undefined {
  const service = serviceFromHost(host, "");
  return service === undefined || service.namespace === "" ? undefined : hostFromService(service);
}

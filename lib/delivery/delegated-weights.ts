import type { Manifest } from "@/lib/config/manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { httpRouteSpec } from "@/lib/config/http-route";
import { virtualServiceSpec } from "@/lib/config/virtual-service";
import type { DelegatedDestination, DelegatedRoute, DelegatedWeight } from "@/lib/delivery/delegated";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** How a controller's destinations are known in a route object. */
export type Sides = {
  readonly namespace: string;
  readonly stable?: string | undefined;
  readonly canary?: string | undefined;
  /** Subsets of one host, when the sides are told apart by them. */
  readonly stableSubset?: string | undefined;
  readonly canarySubset?: string | undefined;
};

/** A route object that the controller sets weights on; `routes` are the names of its parts, all when absent. */
export type RouteTarget = {
  readonly kind: "VirtualService" | "HTTPRoute";
  readonly namespace: string;
  readonly name: string;
  readonly routes?: readonly string[] | undefined;
  /** A cookie that pins callers to the new version: a route that asks for it tells nothing of the split. */
  readonly pinningCookie?: string | undefined;
};

const keys = {
  VirtualService: "networking.istio.io/VirtualService",
  HTTPRoute: "gateway.networking.k8s.io/HTTPRoute",
} as const;
const versions = {
  VirtualService: "networking.istio.io/v1",
  HTTPRoute: "gateway.networking.k8s.io/v1",
} as const;

/** The object's identity, whether it is there or not. */
export function routeRef({ kind, namespace, name }: RouteTarget): ObjectRef {
  return { apiVersion: versions[kind], kind, namespace, name };
}

/** More than this between status and route object is a difference that somebody should see. */
const tolerancePercent = 1;

/**
 * The new version's share as the route objects have it, beside what the status claims. Nothing is taken for 0: a missing
 * or unread object leaves the share undefined and says why.
 */
export function readWeight(
  objects: MeshObjects,
  targets: readonly RouteTarget[],
  sides: Sides,
  statusPercent: number | undefined,
): DelegatedWeight {
  const claimed = statusPercent === undefined ? {} : { statusPercent };
  if (targets.length === 0) return { ...claimed, differs: false, routes: [], missing: "no_route" };
  if (targets.some(({ kind }) => objects[keys[kind]] === undefined)) {
    return { ...claimed, differs: false, routes: [], missing: "route_unknown" };
  }
  const read = targets.map((target) => routesOf(objects, target, sides));
  const routes = read.flatMap((one) => one?.shown ?? []);
  if (read.includes(undefined)) return { ...claimed, differs: false, routes, missing: "route_not_found" };
  const shares = read.flatMap((one) => one?.shares ?? []);
  const [first] = shares;
  if (first === undefined) return { ...claimed, differs: false, routes, missing: "not_in_route" };
  if (shares.some((share) => Math.abs(share - first) > tolerancePercent)) {
    return { ...claimed, differs: true, routes, missing: "routes_disagree" };
  }
  const differs = statusPercent !== undefined && Math.abs(statusPercent - first) > tolerancePercent;
  return { routePercent: first, ...claimed, differs, routes };
}

type Found = { readonly shown: readonly DelegatedRoute[]; readonly shares: readonly number[] };

function routesOf(objects: MeshObjects, target: RouteTarget, sides: Sides): Found | undefined {
  const manifest = objects[keys[target.kind]]?.find(
    ({ metadata }) => metadata.namespace === target.namespace && metadata.name === target.name,
  );
  if (manifest === undefined) return undefined;
  const parts = target.kind === "VirtualService" ? virtualServiceParts(manifest) : httpRouteParts(manifest);
  const named = parts.filter(({ name }) => target.routes?.includes(name ?? "") ?? true);
  const shown = named.flatMap((part): (DelegatedRoute & { readonly counts: boolean })[] => {
    const destinations = withRoles(part.destinations, sides, target.namespace);
    if (destinations.every(({ role }) => role === "other")) return [];
    return [
      {
        ref: refFromManifest(manifest),
        ...(part.name === undefined ? {} : { route: part.name }),
        destinations,
        counts: target.pinningCookie === undefined || !part.match.includes(target.pinningCookie),
      },
    ];
  });
  const counted = shown.filter(({ counts }) => counts);
  // A route for everybody else keeps to the stable side; the split is where the new version is named.
  const split = counted.filter(({ destinations }) => destinations.some(({ role }) => role === "canary"));
  const deciding = split.length > 0 ? split : counted;
  return {
    shown: shown.map(({ ref, route, destinations }) => ({
      ref,
      ...(route === undefined ? {} : { route }),
      destinations,
    })),
    shares: deciding.map(({ destinations }) => canaryShare(destinations)),
  };
}

function canaryShare(destinations: readonly DelegatedDestination[]): number {
  return destinations
    .filter(({ role }) => role === "canary")
    .reduce((sum, { weightPercent }) => sum + weightPercent, 0);
}

type Part = {
  readonly name?: string | undefined;
  readonly match: string;
  readonly destinations: readonly {
    readonly host: string;
    readonly subset?: string | undefined;
    readonly weight: number;
  }[];
};

function virtualServiceParts(manifest: Manifest): readonly Part[] {
  return (virtualServiceSpec(manifest).http ?? []).map(({ name, match, route = [] }) => ({
    name,
    match: JSON.stringify(match ?? []),
    destinations: route.map(({ destination, weight }) => ({
      host: destination.host,
      subset: destination.subset,
      // A lone destination gets everything; beside others an absent weight is 0. Source: Istio's RouteDestination.
      weight: weight ?? (route.length === 1 ? 100 : 0),
    })),
  }));
}

function httpRouteParts(manifest: Manifest): readonly Part[] {
  return (httpRouteSpec(manifest).rules ?? []).map((rule) => ({
    name: typeof rule["name"] === "string" ? rule["name"] : undefined,
    match: JSON.stringify(rule["matches"] ?? []),
    destinations: (rule.backendRefs ?? []).map(({ name, namespace, weight }) => ({
      host: namespace === undefined ? name : `${name}.${namespace}`,
      // Source: Gateway API, BackendRef.weight.
      weight: weight ?? 1,
    })),
  }));
}

function withRoles(
  destinations: Part["destinations"],
  sides: Sides,
  fromNamespace: string,
): readonly DelegatedDestination[] {
  const sum = destinations.reduce((total, { weight }) => total + weight, 0);
  return destinations.map(({ host, subset, weight }) => ({
    name: subset === undefined ? host : `${host} / ${subset}`,
    role: roleOf(host, subset, sides, fromNamespace),
    weightPercent: sum === 0 ? 0 : (weight / sum) * 100,
  }));
}

function roleOf(
  host: string,
  subset: string | undefined,
  sides: Sides,
  fromNamespace: string,
): DelegatedDestination["role"] {
  if (sides.canarySubset !== undefined || sides.stableSubset !== undefined) {
    if (subset === undefined) return "other";
    return subset === sides.canarySubset ? "canary" : subset === sides.stableSubset ? "stable" : "other";
  }
  const service = serviceFromHost(host, fromNamespace);
  if (service?.namespace !== sides.namespace) return "other";
  return service.name === sides.canary ? "canary" : service.name === sides.stable ? "stable" : "other";
}

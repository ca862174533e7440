import { backendDestination } from "./gateway-api-backend";
import { routeTargets } from "./gateway-api-parents";
import { httpRoutesFromRule, rulePrecedence } from "./gateway-api-rule";
import { gatewayApiRouteSchema } from "./gateway-api-spec";
import { istioConfigPath, parsedObjects } from "./mesh-objects";
import type { RouteTarget } from "./gateway-api-parents";
import type { GatewayApiRouteSpec } from "./gateway-api-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { HttpRouteSpec } from "./virtual-service-spec";
import type { XdsVirtualService } from "./virtual-services";

type Route = Parsed<GatewayApiRouteSpec>;
type Bound = { readonly route: Route; readonly target: RouteTarget; readonly http: readonly HttpRouteSpec[] };

const kinds = ["HTTPRoute", "GRPCRoute"] as const;

/**
 * The VirtualServices that istiod makes of HTTPRoute and GRPCRoute, one for each gateway and host or for each caller's
 * namespace, port and Service, named as its configz names them. Routes that meet there are merged, the oldest first.
 * Source: istiod's HTTPRouteCollection and mergeHTTPRoutes.
 */
export function generatedVirtualServices(objects: MeshObjects): readonly XdsVirtualService[] {
  return kinds.flatMap((kind) => {
    const merged = new Map<string, Bound[]>();
    const routes = parsedObjects(objects, `gateway.networking.k8s.io/${kind}`, gatewayApiRouteSchema);
    for (const bound of routes.flatMap((route) => boundRoutes(objects, kind, route)))
      merged.set(bound.target.name, [...(merged.get(bound.target.name) ?? []), bound]);
    return [...merged.values()].flatMap((list) => mergedService(list) ?? []);
  });
}

function mergedService(list: readonly Bound[]): XdsVirtualService | undefined {
  const sorted = list.toSorted(
    (a, b) =>
      a.route.createdMs - b.route.createdMs ||
      compareText(a.route.namespace, b.route.namespace) ||
      compareText(a.route.name, b.route.name),
  );
  const first = sorted[0];
  if (first === undefined) return undefined;
  const { name, host, gateway } = first.target;
  const { namespace, createdMs } = first.route;
  return {
    name,
    namespace,
    createdMs,
    hosts: [host],
    gateways: [gateway],
    exportTo: undefined,
    http: sortedByPrecedence(sorted.flatMap((bound) => bound.http)),
    tcp: [],
    tls: [],
    gatewaySemantics: true,
    configPath: istioConfigPath("virtual-service", { name, namespace }),
    delegateProblems: [],
  };
}

function boundRoutes(objects: MeshObjects, kind: (typeof kinds)[number], route: Route): readonly Bound[] {
  return routeTargets(objects, route).flatMap((target) => {
    const http = httpOf(objects, kind, route, target);
    return http.length === 0 ? [] : { route, target, http };
  });
}

/** Nothing of a route is used when one of its rules can't be. */
function httpOf(
  objects: MeshObjects,
  kind: (typeof kinds)[number],
  route: Route,
  target: RouteTarget,
): readonly HttpRouteSpec[] {
  const { namespace } = route;
  const needsGrant = target.gateway !== "mesh";
  const rules = route.spec.rules.map((rule, index) =>
    httpRoutesFromRule(rule, {
      name: `${namespace}.${route.name}.${index}`,
      grpc: kind === "GRPCRoute",
      port: target.port,
      destination: (ref) => backendDestination(objects, ref, { namespace, kind, needsGrant }),
    }),
  );
  if (rules.includes(undefined)) return [];
  return sortedByPrecedence(rules.flatMap((rule) => rule ?? []));
}

function sortedByPrecedence(routes: readonly HttpRouteSpec[]): readonly HttpRouteSpec[] {
  return routes
    .map((route) => ({ route, precedence: rulePrecedence(route) }))
    .sort((a, b) => comparePrecedence(a.precedence, b.precedence))
    .map(({ route }) => route);
}

function comparePrecedence(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = (b[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

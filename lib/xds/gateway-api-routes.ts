import { gatewayApiRouteSchema } from "./gateway-api-spec";
import { istioConfigPath, parsedObjects } from "./mesh-objects";
import { httpRouteFromRule, rulePrecedence } from "./gateway-api-rule";
import { listenersOf } from "./gateway-api-gateways";
import { hostFromService } from "@/lib/mesh/service-host";
import type { GatewayApiRouteSpec } from "./gateway-api-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { HttpRouteSpec } from "./virtual-service-spec";
import type { XdsVirtualService } from "./virtual-services";

type Route = Parsed<GatewayApiRouteSpec>;
type Target = {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly gateway: string;
  readonly port: number | undefined;
  /** Set for a consumer route: bound to a Service of another namespace, for callers of its own namespace only. */
  readonly consumerOf: string | undefined;
};

/** The VirtualServices that istiod makes of HTTPRoute and GRPCRoute, named as its configz names them. */
export function generatedVirtualServices(objects: MeshObjects): readonly XdsVirtualService[] {
  const routes = ["HTTPRoute", "GRPCRoute"].flatMap((kind) =>
    parsedObjects(objects, `gateway.networking.k8s.io/${kind}`, gatewayApiRouteSchema),
  );
  const merged = new Map<string, { target: Target; routes: Route[] }>();
  for (const route of routes) {
    for (const target of route.spec.parentRefs.flatMap((parent) => targetsOf(objects, route, parent))) {
      const entry = merged.get(target.name) ?? { target, routes: [] };
      merged.set(target.name, entry);
      entry.routes.push(route);
    }
  }
  return [...merged.values()].map(({ target, routes: bound }) => ({
    name: target.name,
    namespace: target.namespace,
    createdMs: Math.min(...bound.map((route) => route.createdMs)),
    hosts: [target.host],
    gateways: [target.gateway],
    exportTo: target.consumerOf === undefined ? undefined : ["."],
    http: orderedRules(bound, target.port),
    gatewaySemantics: true,
    configPath: istioConfigPath("virtual-service", target),
  }));
}

function orderedRules(routes: readonly Route[], port: number | undefined): HttpRouteSpec[] {
  return routes
    .flatMap((route) =>
      route.spec.rules.flatMap((rule, index) => {
        const name = `${route.namespace}.${route.name}.${rule.name ?? index}`;
        return httpRouteFromRule(rule, { name, namespace: route.namespace, port });
      }),
    )
    .map((route, index) => ({ route, index, precedence: rulePrecedence(route) }))
    .sort((a, b) => comparePrecedence(a.precedence, b.precedence) || a.index - b.index)
    .map(({ route }) => route);
}

function comparePrecedence(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = (b[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

function targetsOf(
  objects: MeshObjects,
  route: Route,
  parent: GatewayApiRouteSpec["parentRefs"][number],
): readonly Target[] {
  const parentNamespace = parent.namespace ?? route.namespace;
  if ((parent.kind ?? "Gateway") === "Service") {
    const host = hostFromService({ namespace: parentNamespace, name: parent.name });
    const consumer = parentNamespace !== route.namespace;
    return [
      {
        name: `${route.namespace}~${parent.port ?? "*"}~${host}`,
        namespace: route.namespace,
        host,
        gateway: "mesh",
        port: parent.port,
        consumerOf: consumer ? parentNamespace : undefined,
      },
    ];
  }
  const hostnames = route.spec.hostnames ?? ["*"];
  return listenersOf(objects, { namespace: parentNamespace, name: parent.name })
    .filter((listener) => parent.sectionName === undefined || listener.name === parent.sectionName)
    .filter((listener) => parent.port === undefined || listener.port === parent.port)
    .filter((listener) => listener.routesFrom === "All" || parentNamespace === route.namespace)
    .flatMap((listener) =>
      hostnames.map((host) => ({
        name: `${route.namespace}~${listener.gatewayName}~${host}`,
        namespace: route.namespace,
        host,
        gateway: `${parentNamespace}/${listener.gatewayName}`,
        port: undefined,
        consumerOf: undefined,
      })),
    );
}

import { hostFromService } from "@/lib/mesh/service-host";
import { listenersOf } from "./gateway-api-gateways";
import { hostCovers, hostsOverlap } from "./host";
import { parsedObjects } from "./mesh-objects";
import { serviceEntrySchema } from "./networking-spec";
import { serviceRegistry } from "./service-registry";
import type { GatewayApiListener } from "./gateway-api-gateways";
import type { GatewayApiRouteSpec } from "./gateway-api-spec";
import type { MeshObjects, Parsed } from "./mesh-objects";

type ParentRef = GatewayApiRouteSpec["parentRefs"][number];
type Route = Parsed<GatewayApiRouteSpec>;

/** One place that a route is bound to: a host of a listener, or a Service for callers in the mesh. */
export type RouteTarget = {
  /** Name of the VirtualService that istiod makes there. */
  readonly name: string;
  readonly host: string;
  /** `mesh`, or `namespace/name` of the Istio Gateway made of a listener. */
  readonly gateway: string;
  /** Of a parentRef that names one port of its Service. */
  readonly port: number | undefined;
};

/**
 * Where a route is bound. A parent that does not exist, or does not let the route in, is left out.
 * Source: istiod's extractParentReferenceInfo, referenceAllowed and hostnameAllowedByIsolation.
 */
export function routeTargets(objects: MeshObjects, route: Route): readonly RouteTarget[] {
  return route.spec.parentRefs.flatMap((parent) => {
    const kind = parent.kind ?? "Gateway";
    if (kind === "Gateway") return gatewayTargets(objects, route, parent);
    return meshHosts(objects, route, parent, kind).map((host) => ({
      name: [route.namespace, ...(parent.port === undefined ? [] : [parent.port]), host].join("~"),
      host,
      gateway: "mesh",
      port: parent.port,
    }));
  });
}

function meshHosts(objects: MeshObjects, route: Route, parent: ParentRef, kind: string): readonly string[] {
  const namespace = parent.namespace ?? route.namespace;
  if (kind === "Service") {
    const host = hostFromService({ namespace, name: parent.name });
    const exists = objects["/Service"] === undefined || serviceRegistry(objects).has(host);
    return exists ? [host] : [];
  }
  if (kind !== "ServiceEntry") return [];
  const entries = parsedObjects(objects, "networking.istio.io/ServiceEntry", serviceEntrySchema);
  return (
    entries.find((entry) => entry.namespace === namespace && entry.name === parent.name)?.spec.hosts ?? []
  );
}

function gatewayTargets(objects: MeshObjects, route: Route, parent: ParentRef): readonly RouteTarget[] {
  const namespace = parent.namespace ?? route.namespace;
  const listeners = listenersOf(objects, { namespace, name: parent.name });
  const hostnames =
    route.spec.hostnames === undefined || route.spec.hostnames.length === 0 ? ["*"] : route.spec.hostnames;
  return listeners
    .filter((listener) => parent.sectionName === undefined || listener.name === parent.sectionName)
    .filter((listener) => parent.port === undefined || listener.port === parent.port)
    .filter((listener) => listener.routesFrom === "All" || namespace === route.namespace)
    .filter((listener) => hostnames.some((host) => hostsOverlap(listener.hostname ?? "*", host)))
    .flatMap((listener) =>
      hostnames
        .filter((host) => isListenersOwn(host, listener, listeners))
        .map((host) => ({
          name: `${namespace}~${listener.gatewayName}~${host}`,
          host,
          gateway: `${namespace}/${listener.gatewayName}`,
          port: undefined,
        })),
    );
}

/** A host belongs to the listener with the most exact name for it, among those with the same port and protocol. */
function isListenersOwn(
  host: string,
  listener: GatewayApiListener,
  all: readonly GatewayApiListener[],
): boolean {
  const own = listener.hostname ?? "";
  if (own !== "" && !own.startsWith("*")) return true;
  if (own !== "" && !hostsOverlap(host, own)) return false;
  return !all.some((other) => {
    const name = other.hostname ?? "";
    if (other === listener || name === own || other.port !== listener.port) return false;
    if (other.protocol !== listener.protocol || own.length > name.length) return false;
    return hostCovers(name, host);
  });
}

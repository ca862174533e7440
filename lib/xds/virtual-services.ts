import { generatedVirtualServices } from "./gateway-api-routes";
import { exportedTo, istioConfigPath, parsedObjects } from "./mesh-objects";
import { resolveHost } from "./host";
import { virtualServiceSchema } from "./virtual-service-spec";
import type { MeshObjects } from "./mesh-objects";
import type { HttpRouteSpec } from "./virtual-service-spec";

/** A VirtualService as istiod uses it: hosts complete, gateways as `namespace/name` or `mesh`. */
export type XdsVirtualService = {
  readonly name: string;
  readonly namespace: string;
  readonly createdMs: number;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[] | undefined;
  readonly http: readonly HttpRouteSpec[];
  /** Made from Gateway API routes: prefixes match whole path segments. */
  readonly gatewaySemantics: boolean;
  readonly configPath: string;
};

const known = new WeakMap<MeshObjects, readonly XdsVirtualService[]>();

/**
 * Every VirtualService of the mesh, oldest first, with those that istiod generates from HTTPRoute and GRPCRoute.
 * Routes that delegate are left out: the delegate's own routes are not merged in.
 */
export function virtualServices(objects: MeshObjects): readonly XdsVirtualService[] {
  const cached = known.get(objects);
  if (cached !== undefined) return cached;
  const native = parsedObjects(objects, "networking.istio.io/VirtualService", virtualServiceSchema)
    .filter((object) => object.spec.hosts.length > 0)
    .map((object) => ({
      name: object.name,
      namespace: object.namespace,
      createdMs: object.createdMs,
      hosts: object.spec.hosts.map((host) => resolveHost(host, object.namespace)),
      gateways: (object.spec.gateways ?? ["mesh"]).map((gateway) =>
        resolveGateway(gateway, object.namespace),
      ),
      exportTo: object.spec.exportTo,
      http: (object.spec.http ?? []).filter((route) => route.delegate === undefined),
      gatewaySemantics: false,
      configPath: istioConfigPath("virtual-service", object),
    }));
  const all = [...native, ...generatedVirtualServices(objects)].sort((a, b) => a.createdMs - b.createdMs);
  known.set(objects, all);
  return all;
}

/** `namespace/name` of a gateway reference made in `namespace`; `mesh` stays. */
export function resolveGateway(gateway: string, namespace: string): string {
  if (gateway === "mesh") return gateway;
  if (!gateway.includes("/")) return `${namespace}/${gateway}`;
  return gateway.startsWith("./") ? `${namespace}/${gateway.slice(2)}` : gateway;
}

/**
 * The VirtualServices that proxies of `namespace` may use: private ones first, then those exported to the namespace
 * by name, then public ones. Source: istiod's VirtualServicesForGateway.
 */
export function exportedVirtualServices(
  objects: MeshObjects,
  namespace: string,
): readonly XdsVirtualService[] {
  const rank = (service: XdsVirtualService): number => {
    const targets = service.exportTo ?? [];
    if (targets.length === 0 || targets.includes("*")) return 2;
    return service.namespace === namespace && targets.includes(".") ? 0 : 1;
  };
  return virtualServices(objects)
    .filter((service) => exportedTo(service.exportTo, service.namespace, namespace))
    .map((service, index) => ({ service, index }))
    .sort((a, b) => rank(a.service) - rank(b.service) || a.index - b.index)
    .map(({ service }) => service);
}

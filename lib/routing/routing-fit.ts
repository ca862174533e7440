import { baseRuleIndex } from "@/lib/routing/base-rule";
import { IntentError, type ApiFit, type IntentTarget, type ServedKinds } from "@/lib/changes/intent-module";
import { isAttachedToService } from "@/lib/config/http-route";
import { refFromManifest } from "@/lib/config/manifest";
import { portProtocol, serviceSpec } from "@/lib/config/kubernetes-service";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import {
  destinationRulesOf,
  httpRoutesOf,
  serviceOf,
  snapshotFromObjects,
  virtualServicesOf,
  type ServiceName,
} from "@/lib/routing/snapshot";
import { grpcRoutesOf, openTable, type TableTarget } from "@/lib/routing/route-table";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const gatewayGroup = "gateway.networking.k8s.io";
const istioGroup = "networking.istio.io";

/** Parts of an intent that one of the APIs has no field for. */
export type Inexpressible = { readonly istio: readonly string[]; readonly gateway: readonly string[] };

/** Which API can hold a kind of intent that is written into the service's routes. */
export function routeFits(
  objects: MeshObjects,
  target: IntentTarget,
  served: ServedKinds,
  inexpressible: Inexpressible,
  needs: { readonly catchAll: boolean; readonly grpcRoute: boolean },
): readonly ApiFit[] {
  const general = serviceObstacle(objects, target);
  const istioObstacle = () => obstacleOf(objects, { api: "istio", service: target }, needs.catchAll);
  const gatewayObstacle = () => {
    const ports = httpPorts(objects, target);
    const found = ports.map((port) => {
      const routeKind = routeKindOf(objects, target, port);
      if (routeKind === "GRPCRoute" && !needs.grpcRoute) return "grpc_route_present";
      return obstacleOf(objects, { api: "gateway", service: target, port, routeKind }, needs.catchAll);
    });
    return found.includes(undefined) ? undefined : found[0];
  };
  const istio = served(istioGroup, "VirtualService") ? (general ?? istioObstacle()) : "not_served";
  const gateway = served(gatewayGroup, "HTTPRoute") ? (general ?? gatewayObstacle()) : "not_served";
  return [fit("istio", istio, inexpressible.istio), fit("gateway", gateway, inexpressible.gateway)];
}

/** Which API can hold a kind of intent that is a policy of the service's DestinationRule: never Gateway API. */
export function policyFits(
  objects: MeshObjects,
  target: IntentTarget,
  served: ServedKinds,
  fields: readonly string[],
): readonly ApiFit[] {
  const obstacle = !served(istioGroup, "DestinationRule")
    ? "not_served"
    : serviceOf(snapshotFromObjects(objects), target) === undefined
      ? "no_service"
      : undefined;
  return [fit("istio", obstacle, []), fit("gateway", "no_field", fields)];
}

/** An ApiFit. */
export function fit(
  api: "istio" | "gateway",
  obstacle: string | undefined,
  inexpressible: readonly string[],
): ApiFit {
  return {
    api,
    fits: obstacle === undefined,
    inexpressible,
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

function obstacleOf(objects: MeshObjects, target: TableTarget, catchAll: boolean): string | undefined {
  try {
    const table = openTable(objects, target);
    return catchAll && baseRuleIndex(table) === undefined ? "no_catch_all" : undefined;
  } catch (error) {
    if (error instanceof IntentError) return error.reason;
    throw error;
  }
}

function serviceObstacle(objects: MeshObjects, target: ServiceName): string | undefined {
  const service = serviceOf(snapshotFromObjects(objects), target);
  if (service === undefined) return "no_service";
  return httpPorts(objects, target).length === 0 ? "no_http_port" : undefined;
}

/** Throws IntentError when the services are known and this one is not among them. */
export function requireService(objects: MeshObjects, service: ServiceName): void {
  if (objects["/Service"] === undefined) return;
  if (serviceOf(snapshotFromObjects(objects), service) !== undefined) return;
  throw new IntentError(`There is no service ${service.namespace}/${service.name}`, {
    field: "service",
    reason: "no_service",
  });
}

/** Throws IntentError when the services are known and this one is not among them, or carries no HTTP. */
export function requireRoutable(objects: MeshObjects, service: ServiceName): void {
  requireService(objects, service);
  const reason = objects["/Service"] === undefined ? undefined : serviceObstacle(objects, service);
  if (reason === undefined) return;
  throw new IntentError(`No port of ${service.namespace}/${service.name} carries HTTP`, {
    field: "service",
    reason,
  });
}

/** Ports of the service whose requests can be routed; none for an unknown service. */
export function httpPorts(objects: MeshObjects, target: ServiceName): readonly number[] {
  const service = serviceOf(snapshotFromObjects(objects), target);
  if (service === undefined) return [];
  return serviceSpec(service)
    .ports.filter((port) => portProtocol(port) !== "tcp")
    .map(({ port }) => port);
}

/** GRPCRoute where one hangs on the service's port; undefined for HTTPRoute. */
export function routeKindOf(
  objects: MeshObjects,
  service: ServiceName,
  port?: number,
): "GRPCRoute" | undefined {
  const isThere = grpcRoutesOf(objects, service).some((route) => isAttachedToService(route, service, port));
  return isThere ? "GRPCRoute" : undefined;
}

/** Where a form for this API starts: the first port that carries HTTP, and the kind of route that hangs on it. */
export function startFields<A extends "istio" | "gateway">(
  objects: MeshObjects,
  service: ServiceName,
  api: A,
) {
  const own = { namespace: service.namespace, name: service.name };
  if (api === "istio") return { api, service: own };
  const port = httpPorts(objects, service)[0];
  const routeKind = routeKindOf(objects, service, port);
  return {
    api,
    service: own,
    ...(port === undefined ? {} : { port }),
    ...(routeKind === undefined ? {} : { routeKind }),
  };
}

/** Objects that decide about a service's requests: what every routing intent's result depends on. */
export function routingRefs(objects: MeshObjects, service: ServiceName): readonly ObjectRef[] {
  const snapshot = snapshotFromObjects(objects);
  return [
    ...virtualServicesOf(snapshot, service),
    ...destinationRulesOf(snapshot, service),
    ...httpRoutesOf(snapshot, service),
    ...grpcRoutesOf(objects, service),
  ].map(refFromManifest);
}

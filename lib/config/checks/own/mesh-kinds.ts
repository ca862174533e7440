import { kindKeys } from "@/lib/config/checks/kind-keys";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { parsedObjects, type Parsed } from "@/lib/xds/mesh-objects";
import { destinationRuleSchema, type DestinationRuleSpec } from "@/lib/xds/destination-rule-spec";
import { resolveHost } from "@/lib/xds/host";
import { virtualServiceSchema, type HttpRouteSpec } from "@/lib/xds/virtual-service-spec";
import type { z } from "zod";

/** Keys of the kinds that rules read. */
export const keys = {
  ...kindKeys,
  serviceAccount: "/ServiceAccount",
  statefulSet: "apps/StatefulSet",
  daemonSet: "apps/DaemonSet",
  gatewayClass: "gateway.networking.k8s.io/GatewayClass",
  tcpRoute: "gateway.networking.k8s.io/TCPRoute",
  tlsRoute: "gateway.networking.k8s.io/TLSRoute",
  referenceGrant: "gateway.networking.k8s.io/ReferenceGrant",
} as const;

export type VirtualServiceObject = Parsed<z.infer<typeof virtualServiceSchema>>;
export type DestinationRuleObject = Parsed<DestinationRuleSpec>;

/** VirtualServices that parse, oldest first. */
export function virtualServicesIn(objects: MeshObjects): readonly VirtualServiceObject[] {
  return parsedObjects(objects, keys.virtualService, virtualServiceSchema);
}

/** DestinationRules that parse, oldest first. */
export function destinationRulesIn(objects: MeshObjects): readonly DestinationRuleObject[] {
  return parsedObjects(objects, keys.destinationRule, destinationRuleSchema);
}

/** One HTTP route of a VirtualService with where it stands. */
export type RouteAt = {
  readonly virtual: VirtualServiceObject;
  readonly route: HttpRouteSpec;
  readonly index: number;
  readonly path: string;
};

/** Every HTTP route of a VirtualService. */
export function httpRoutesOf(virtual: VirtualServiceObject): readonly RouteAt[] {
  return (virtual.spec.http ?? []).map((route, index) => ({
    virtual,
    route,
    index,
    path: `spec.http[${index}]`,
  }));
}

/** Every HTTP route of every VirtualService. */
export const httpRoutesIn = memoByIdentity((objects: MeshObjects) =>
  virtualServicesIn(objects).flatMap(httpRoutesOf),
);

/** Whether sidecars take its routes. */
export function isForMesh({ spec }: VirtualServiceObject): boolean {
  return spec.gateways === undefined || spec.gateways.length === 0 || spec.gateways.includes("mesh");
}

/** Its hosts with short names completed. */
export function hostsOf({ spec, namespace }: VirtualServiceObject): readonly string[] {
  return spec.hosts.map((host) => resolveHost(host, namespace));
}

/** What people call a route: its name, else its place from 1. */
export function routeName({ route, index }: Pick<RouteAt, "route" | "index">): string {
  return route.name ?? `#${index + 1}`;
}

/** `namespace/name`. */
export function fullName(object: { readonly namespace: string; readonly name: string }): string {
  return `${object.namespace}/${object.name}`;
}

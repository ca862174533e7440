import { hostFromService } from "@/lib/mesh/service-host";
import { z } from "zod";
import { parsedObjects } from "./mesh-objects";
import { serviceRegistry } from "./service-registry";
import type { BackendDestination } from "./gateway-api-rule";
import type { BackendRef } from "./gateway-api-spec";
import type { MeshObjects } from "./mesh-objects";

const referenceGrantSchema = z.looseObject({
  from: z.array(z.looseObject({ group: z.string(), kind: z.string(), namespace: z.string() })).default([]),
  to: z
    .array(z.looseObject({ group: z.string(), kind: z.string(), name: z.string().optional() }))
    .default([]),
});

const nowhere: BackendDestination = { destination: { host: "" }, isResolved: false };

/**
 * Where a backend reference of a route leads. A Gateway's route needs a ReferenceGrant for another namespace, a route
 * of a Service does not. Undefined for what breaks the whole route: no port, a host name in place of a Service's.
 * Source: istiod's buildDestination.
 */
export function backendDestination(
  objects: MeshObjects,
  ref: BackendRef,
  route: { readonly namespace: string; readonly kind: string; readonly needsGrant: boolean },
): BackendDestination | undefined {
  const group = ref.group ?? "";
  const kind = ref.kind ?? "Service";
  const namespace = ref.namespace ?? route.namespace;
  if (route.needsGrant && namespace !== route.namespace)
    if (!isGranted(objects, { ...ref, group, kind, namespace }, route)) return nowhere;
  const host = backendHost(group, kind, namespace, ref.name);
  if (host === undefined) return nowhere;
  const isHostname = kind === "Hostname";
  if (ref.port === undefined || (isHostname ? ref.namespace !== undefined : ref.name.includes(".")))
    return undefined;
  const services = objects["/Service"];
  const isResolved = services === undefined || serviceRegistry(objects).has(host);
  return { destination: { host, port: { number: ref.port } }, isResolved };
}

function backendHost(group: string, kind: string, namespace: string, name: string): string | undefined {
  if (group === "" && kind === "Service") return hostFromService({ namespace, name });
  if (group === "networking.istio.io" && kind === "Hostname") return name;
  if (group === "multicluster.x-k8s.io" && kind === "ServiceImport")
    return hostFromService({ namespace, name });
  return undefined;
}

function isGranted(
  objects: MeshObjects,
  ref: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
  route: { readonly namespace: string; readonly kind: string },
): boolean {
  const grants = parsedObjects(objects, "gateway.networking.k8s.io/ReferenceGrant", referenceGrantSchema);
  return grants.some(
    ({ namespace, spec }) =>
      namespace === ref.namespace &&
      spec.from.some(
        (from) =>
          from.group === "gateway.networking.k8s.io" &&
          from.kind === route.kind &&
          from.namespace === route.namespace,
      ) &&
      spec.to.some(
        (to) =>
          to.group === ref.group && to.kind === ref.kind && (to.name === undefined || to.name === ref.name),
      ),
  );
}

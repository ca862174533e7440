import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { isAttachedToService } from "@/lib/config/http-route";
import type { Manifest } from "@/lib/config/manifest";
import { isMeshBound, virtualServiceSpec } from "@/lib/config/virtual-service";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** The objects that decide where requests go, as they are now. */
export type RoutingSnapshot = {
  readonly services: readonly Manifest[];
  readonly pods: readonly Manifest[];
  readonly virtualServices: readonly Manifest[];
  readonly destinationRules: readonly Manifest[];
  readonly httpRoutes: readonly Manifest[];
  readonly serviceEntries: readonly Manifest[];
};

const snapshots = new WeakMap<MeshObjects, RoutingSnapshot>();

/** The routing part of all objects; a kind that is unknown counts as empty here. */
export function snapshotFromObjects(objects: MeshObjects): RoutingSnapshot {
  const known = snapshots.get(objects);
  if (known !== undefined) return known;
  const snapshot: RoutingSnapshot = {
    services: objects["/Service"] ?? [],
    pods: objects["/Pod"] ?? [],
    virtualServices: objects["networking.istio.io/VirtualService"] ?? [],
    destinationRules: objects["networking.istio.io/DestinationRule"] ?? [],
    httpRoutes: objects["gateway.networking.k8s.io/HTTPRoute"] ?? [],
    serviceEntries: objects["networking.istio.io/ServiceEntry"] ?? [],
  };
  snapshots.set(objects, snapshot);
  return snapshot;
}

export type ServiceName = { readonly namespace: string; readonly name: string };

/** Whether `host`, read in an object of `fromNamespace`, means the service. */
export function isHostOf(service: ServiceName, host: string, fromNamespace: string): boolean {
  const named = serviceFromHost(host, fromNamespace);
  return named !== undefined && named.name === service.name && named.namespace === service.namespace;
}

const oldestFirst = (left: Manifest, right: Manifest): number => {
  const age = (manifest: Manifest) => manifest.metadata.creationTimestamp ?? "9999";
  const name = (manifest: Manifest) => `${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`;
  return age(left).localeCompare(age(right)) || name(left).localeCompare(name(right));
};

/** VirtualServices whose routes sidecars take for the service, oldest first (istiod's order). */
export function virtualServicesOf(snapshot: RoutingSnapshot, service: ServiceName): readonly Manifest[] {
  return snapshot.virtualServices
    .filter((manifest) => {
      const spec = virtualServiceSpec(manifest);
      const namespace = manifest.metadata.namespace ?? "";
      return isMeshBound(spec) && spec.hosts.some((host) => isHostOf(service, host, namespace));
    })
    .toSorted(oldestFirst);
}

/** DestinationRules for the service's host: those of its own namespace first, each part oldest first. */
export function destinationRulesOf(snapshot: RoutingSnapshot, service: ServiceName): readonly Manifest[] {
  return snapshot.destinationRules
    .filter((manifest) =>
      isHostOf(service, destinationRuleSpec(manifest).host, manifest.metadata.namespace ?? ""),
    )
    .toSorted((left, right) => {
      const foreign = (manifest: Manifest) => (manifest.metadata.namespace === service.namespace ? 0 : 1);
      return foreign(left) - foreign(right) || oldestFirst(left, right);
    });
}

/** HTTPRoutes that hang on the service (GAMMA), oldest first. */
export function httpRoutesOf(snapshot: RoutingSnapshot, service: ServiceName): readonly Manifest[] {
  return snapshot.httpRoutes
    .filter((manifest) => isAttachedToService(manifest, service))
    .toSorted(oldestFirst);
}

/** The Service object itself, when it exists. */
export function serviceOf(snapshot: RoutingSnapshot, service: ServiceName): Manifest | undefined {
  return snapshot.services.find(
    ({ metadata }) => metadata.name === service.name && metadata.namespace === service.namespace,
  );
}

import type { Manifest } from "@/lib/config/manifest";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const networking = ["networking.istio.io/VirtualService", "networking.istio.io/DestinationRule"];

/** The version that the cluster's own objects are written in, else the current one. */
export function networkingVersion(objects: MeshObjects): string {
  const seen = networking.flatMap((key) => objects[key] ?? [])[0];
  return seen?.apiVersion ?? "networking.istio.io/v1";
}

/** A name for a new object of the service that none of `existing` has. */
export function freeName(service: ServiceName, existing: readonly Manifest[]): string {
  const taken = new Set(
    existing
      .filter(({ metadata }) => metadata.namespace === service.namespace)
      .map(({ metadata }) => metadata.name),
  );
  const wanted = [service.name, `${service.name}-routes`];
  return wanted.find((name) => !taken.has(name)) ?? `${service.name}-routes-${taken.size}`;
}

import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { httpRouteSpec } from "@/lib/config/http-route";
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

/** Objects by the service that they are about, each list in the order of `compare`. */
function indexed(
  pick: (snapshot: RoutingSnapshot) => readonly Manifest[],
  servicesOf: (manifest: Manifest) => readonly ServiceName[],
  compare: (service: string) => (left: Manifest, right: Manifest) => number,
): (snapshot: RoutingSnapshot, service: ServiceName) => readonly Manifest[] {
  const indexes = new WeakMap<RoutingSnapshot, ReadonlyMap<string, readonly Manifest[]>>();
  const keyOf = ({ namespace, name }: ServiceName) => `${namespace}/${name}`;
  const build = (snapshot: RoutingSnapshot): ReadonlyMap<string, readonly Manifest[]> => {
    const lists = new Map<string, Manifest[]>();
    for (const manifest of pick(snapshot)) {
      for (const key of new Set(servicesOf(manifest).map(keyOf))) {
        const list = lists.get(key) ?? [];
        lists.set(key, list);
        list.push(manifest);
      }
    }
    for (const [key, list] of lists) list.sort(compare(key));
    return lists;
  };
  return (snapshot, service) => {
    const index = indexes.get(snapshot) ?? build(snapshot);
    indexes.set(snapshot, index);
    return index.get(keyOf(service)) ?? [];
  };
}

const namespaceOf = ({ metadata }: Manifest) => metadata.namespace ?? "";

/** VirtualServices whose routes sidecars take for the service, oldest first (istiod's order). */
export const virtualServicesOf = indexed(
  ({ virtualServices }) => virtualServices,
  (manifest) => {
    const spec = virtualServiceSpec(manifest);
    if (!isMeshBound(spec)) return [];
    return spec.hosts.flatMap((host) => serviceFromHost(host, namespaceOf(manifest)) ?? []);
  },
  () => oldestFirst,
);

/** DestinationRules for the service's host: those of its own namespace first, each part oldest first. */
export const destinationRulesOf = indexed(
  ({ destinationRules }) => destinationRules,
  (manifest) => {
    const named = serviceFromHost(destinationRuleSpec(manifest).host, namespaceOf(manifest));
    return named === undefined ? [] : [named];
  },
  (service) => (left, right) => {
    const foreign = (manifest: Manifest) => (service.startsWith(`${namespaceOf(manifest)}/`) ? 0 : 1);
    return foreign(left) - foreign(right) || oldestFirst(left, right);
  },
);

/** HTTPRoutes that hang on the service (GAMMA), oldest first. */
export const httpRoutesOf = indexed(
  ({ httpRoutes }) => httpRoutes,
  (manifest) =>
    httpRouteSpec(manifest).parentRefs.flatMap(({ kind, group, name, namespace }) =>
      kind === "Service" && (group ?? "") === ""
        ? [{ name, namespace: namespace ?? namespaceOf(manifest) }]
        : [],
    ),
  () => oldestFirst,
);

/** The Service object itself, when it exists. */
export function serviceOf(snapshot: RoutingSnapshot, service: ServiceName): Manifest | undefined {
  return snapshot.services.find(
    ({ metadata }) => metadata.name === service.name && metadata.namespace === service.namespace,
  );
}

import { labelsOf, namespaceOf, specOf, text } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { isNamespaceAmbient } from "@/lib/config/checks/istio/in-mesh";
import { findNamed } from "@/lib/config/checks/istio/selectors";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const useWaypoint = "istio.io/use-waypoint";
const none = "none";

const waypointNamespaces = memoByIdentity(
  (gateways: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> => {
    const index = new Map<string, Manifest[]>();
    for (const gateway of gateways) {
      if (!/waypoint/.test(text(specOf(gateway)["gatewayClassName"]))) continue;
      const known = index.get(namespaceOf(gateway)) ?? [];
      index.set(namespaceOf(gateway), [...known, gateway]);
    }
    return index;
  },
);

/** How a namespace is in ambient mode: not at all, without a waypoint of its own, or with one. undefined is unknown. */
export function ambientState(
  objects: MeshObjects,
  namespace: string,
): "no" | "no_waypoint" | "waypoint" | undefined {
  const [namespaces, gateways] = [objects[keys.namespace], objects[keys.kubernetesGateway]];
  if (namespaces === undefined || gateways === undefined) return undefined;
  const own = findNamed(namespaces, "", namespace);
  if (!isNamespaceAmbient(own)) return "no";
  const wanted = own === undefined ? undefined : labelsOf(own)[useWaypoint];
  const isNamed = wanted !== undefined && wanted !== none;
  return isNamed || waypointNamespaces(gateways).has(namespace) ? "waypoint" : "no_waypoint";
}

/** The waypoint that an object asks for by label, as `namespace/name`; undefined when it asks for none. */
export function waypointWanted(manifest: Manifest): string | undefined {
  const labels = labelsOf(manifest);
  const name = labels[useWaypoint];
  if (name === undefined || name === none) return undefined;
  const own = manifest.kind === "Namespace" ? manifest.metadata.name : namespaceOf(manifest);
  return `${labels[`${useWaypoint}-namespace`] ?? own}/${name}`;
}

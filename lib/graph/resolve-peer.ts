import type { TrafficPeer } from "@/lib/graph/edge-traffic";
import type { InventoryIndex } from "@/lib/graph/inventory";
import type { NodeIdentity } from "@/lib/graph/node-id";

/** What the nodes of a graph are. */
export type GraphMode = "service" | "workload" | "version";

/** The node that a calling peer belongs to. */
export function sourceIdentity(peer: TrafficPeer, mode: GraphMode, inventory: InventoryIndex): NodeIdentity {
  return peer.workload === undefined || peer.namespace === undefined
    ? unknownIdentity(peer.cluster)
    : workloadIdentity(peer, peer.namespace, peer.workload, mode, inventory);
}

/**
 * The node that a called peer belongs to. A request that reached no workload stays with its service; hosts outside of
 * the cluster are external nodes in every mode.
 */
export function destinationIdentity(
  peer: TrafficPeer,
  mode: GraphMode,
  inventory: InventoryIndex,
): NodeIdentity {
  const { cluster, service, namespace, workload, version } = peer;
  if (service !== undefined && service.namespace === "") {
    return { prefix: "external", cluster, namespace: "", name: service.name };
  }
  if (mode !== "workload" && service !== undefined) {
    return withVersion(
      { prefix: "service", cluster, namespace: service.namespace, name: service.name },
      mode === "version" ? version : undefined,
    );
  }
  if (workload !== undefined && namespace !== undefined) {
    return workloadIdentity(peer, namespace, workload, mode, inventory);
  }
  if (service === undefined) return unknownIdentity(cluster);
  return { prefix: "service", cluster, namespace: service.namespace, name: service.name };
}

function unknownIdentity(cluster: string): NodeIdentity {
  return { prefix: "unknown", cluster, namespace: "", name: "unknown" };
}

function withVersion(identity: NodeIdentity, version: string | undefined): NodeIdentity {
  return version === undefined ? identity : { ...identity, prefix: "version", version };
}

function workloadIdentity(
  peer: TrafficPeer,
  namespace: string,
  workload: string,
  mode: GraphMode,
  inventory: InventoryIndex,
): NodeIdentity {
  const { cluster } = peer;
  const own: NodeIdentity = { prefix: "workload", cluster, namespace, name: workload };
  if (mode === "workload") return own;
  const service = serviceOfWorkload(peer, namespace, workload, inventory);
  if (service === undefined) return own;
  return withVersion(
    { prefix: "service", cluster, namespace, name: service },
    mode === "version" ? peer.version : undefined,
  );
}

/** Of several services the one with the canonical name, else the shortest name: `reviews` before `reviews-v1`. */
function serviceOfWorkload(
  peer: TrafficPeer,
  namespace: string,
  workload: string,
  inventory: InventoryIndex,
): string | undefined {
  const services = inventory.servicesOf(namespace, workload).map((service) => service.name);
  if (peer.canonicalService !== undefined && services.includes(peer.canonicalService)) {
    return peer.canonicalService;
  }
  const [first] = [...services].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (first !== undefined) return first;
  const knownWorkload = inventory.workload(namespace, workload) !== undefined;
  return inventory.known && knownWorkload ? undefined : peer.canonicalService;
}

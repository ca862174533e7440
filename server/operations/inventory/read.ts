import type { Manifest } from "@/lib/config/manifest";
import { emptyInventory, type GraphInventory } from "@/lib/graph/inventory";
import { inventoryFromManifests } from "@/lib/graph/inventory-from-manifests";
import type { Gathering } from "@/server/operations/gathering";
import type { KubernetesSource } from "@/server/ports";

export type Inventory = GraphInventory & {
  readonly pods: readonly Manifest[];
  readonly serviceManifests: readonly Manifest[];
};

/** Services, workloads and pods out of the watch cache; `known` is false when Kubernetes is silent. */
export async function readInventory(
  gathering: Gathering,
  kubernetes: KubernetesSource,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<Inventory> {
  const list = (group: string, kind: string, part: string) =>
    gathering.take(
      part,
      kubernetes.list(
        group,
        kind,
        { purpose: part, signal },
        namespaces.length === 0 ? undefined : namespaces,
      ),
    );
  const [services, deployments, statefulSets, daemonSets, pods] = await Promise.all([
    list("", "Service", "services"),
    list("apps", "Deployment", "workloads"),
    list("apps", "StatefulSet", "workloads"),
    list("apps", "DaemonSet", "workloads"),
    list("", "Pod", "pods"),
  ]);
  if (services === undefined && deployments === undefined && pods === undefined) {
    return { ...emptyInventory, pods: [], serviceManifests: [] };
  }
  const controllers = [...(deployments ?? []), ...(statefulSets ?? []), ...(daemonSets ?? [])];
  const inventory = inventoryFromManifests({ services: services ?? [], controllers, pods: pods ?? [] });
  return { ...inventory, pods: pods ?? [], serviceManifests: services ?? [] };
}

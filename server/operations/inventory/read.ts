import type { Manifest } from "@/lib/config/manifest";
import type { GraphInventory } from "@/lib/graph/inventory";
import { inventoryFromManifests } from "@/lib/graph/inventory-from-manifests";
import type { Gathering } from "@/server/operations/gathering";
import type { KubernetesSource } from "@/server/ports";

export type Inventory = GraphInventory & {
  readonly pods: readonly Manifest[];
  readonly serviceManifests: readonly Manifest[];
};

/** Services, workloads and pods out of the watch cache; `known` is false unless Kubernetes gave every kind of them. */
export async function readInventory(
  gathering: Gathering,
  kubernetes: KubernetesSource,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<Inventory> {
  const list = (group: string, kind: string, part: string) =>
    gathering.takeObjects(
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
  const controllers = [...(deployments ?? []), ...(statefulSets ?? []), ...(daemonSets ?? [])];
  const inventory = inventoryFromManifests({ services: services ?? [], controllers, pods: pods ?? [] });
  const known = [services, deployments, statefulSets, daemonSets, pods].every((each) => each !== undefined);
  return { ...inventory, known, pods: pods ?? [], serviceManifests: services ?? [] };
}

import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";
import type { Dataplane, GraphInventory, InventoryService, InventoryWorkload } from "@/lib/graph/inventory";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";

const serviceSpecSchema = z.looseObject({ selector: z.record(z.string(), z.string()).nullish() });
const controllerSpecSchema = z.looseObject({
  replicas: z.number().optional(),
  template: z
    .looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }).optional(),
    })
    .optional(),
});
const controllerStatusSchema = z.looseObject({
  availableReplicas: z.number().optional(),
  desiredNumberScheduled: z.number().optional(),
  numberAvailable: z.number().optional(),
});

/** The objects that an inventory is read from; pods tell how workloads are in the mesh. */
export type InventoryManifests = {
  readonly services: readonly Manifest[];
  /** Deployments, StatefulSets and DaemonSets. */
  readonly controllers: readonly Manifest[];
  readonly pods: readonly Manifest[];
};

/** The inventory that the graph is enriched with. Objects of an unexpected shape keep their name and lose the rest. */
export function inventoryFromManifests(manifests: InventoryManifests): GraphInventory {
  const dataplanes = dataplanesByWorkload(manifests.pods);
  const workloads = manifests.controllers.map((controller) => workloadFrom(controller, dataplanes));
  const seen = new Set(workloads.map((workload) => `${workload.namespace}/${workload.name}`));
  return {
    services: manifests.services.map(serviceFrom),
    workloads: [...workloads, ...barePods(manifests.pods, seen, dataplanes)],
    known: true,
  };
}

function serviceFrom(manifest: Manifest): InventoryService {
  const spec = serviceSpecSchema.safeParse(manifest.spec ?? {});
  return {
    namespace: manifest.metadata.namespace ?? "",
    name: manifest.metadata.name,
    selector: (spec.success ? spec.data.selector : undefined) ?? {},
  };
}

function workloadFrom(manifest: Manifest, dataplanes: ReadonlyMap<string, Dataplane>): InventoryWorkload {
  const namespace = manifest.metadata.namespace ?? "";
  const spec = controllerSpecSchema.safeParse(manifest.spec ?? {});
  const labels = (spec.success ? spec.data.template?.metadata?.labels : undefined) ?? {};
  const dataplane = dataplanes.get(`${namespace}/${manifest.metadata.name}`);
  const pods = podCounts(manifest, spec.success ? spec.data.replicas : undefined);
  return {
    namespace,
    name: manifest.metadata.name,
    kind: manifest.kind,
    labels,
    ...versionOf(labels),
    ...(dataplane === undefined ? {} : { dataplane }),
    ...(pods === undefined ? {} : { pods }),
  };
}

/** Istio's order for the canonical revision. */
function versionOf(labels: Readonly<Record<string, string>>): { version?: string } {
  const version =
    labels["service.istio.io/canonical-revision"] ?? labels["app.kubernetes.io/version"] ?? labels.version;
  return version === undefined ? {} : { version };
}

function podCounts(manifest: Manifest, replicas: number | undefined): InventoryWorkload["pods"] {
  if (manifest.status === undefined || manifest.status === null) return undefined;
  const status = controllerStatusSchema.safeParse(manifest.status);
  if (!status.success) return undefined;
  if (manifest.kind === "DaemonSet") {
    return {
      desired: status.data.desiredNumberScheduled ?? 0,
      available: status.data.numberAvailable ?? 0,
    };
  }
  return { desired: replicas ?? 1, available: status.data.availableReplicas ?? 0 };
}

/** The controller behind a pod: its owner, where a ReplicaSet stands for the Deployment of the same stem. */
export function workloadOfPod(pod: Manifest): string {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return pod.metadata.name;
  return owner.kind === "ReplicaSet" ? workloadFromPodName(pod.metadata.name) : owner.name;
}

function dataplanesByWorkload(pods: readonly Manifest[]): ReadonlyMap<string, Dataplane> {
  const result = new Map<string, Dataplane>();
  for (const pod of pods) {
    const key = `${pod.metadata.namespace ?? ""}/${workloadOfPod(pod)}`;
    const dataplane = dataplaneFromPod(pod);
    // One pod that missed the injection is the news, also when its siblings have their proxy.
    if (dataplane === "none" || !result.has(key)) result.set(key, dataplane);
  }
  return result;
}

function barePods(
  pods: readonly Manifest[],
  seen: Set<string>,
  dataplanes: ReadonlyMap<string, Dataplane>,
): readonly InventoryWorkload[] {
  const result: InventoryWorkload[] = [];
  for (const pod of pods) {
    const namespace = pod.metadata.namespace ?? "";
    const key = `${namespace}/${workloadOfPod(pod)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const labels = pod.metadata.labels ?? {};
    const dataplane = dataplanes.get(key);
    result.push({
      namespace,
      name: workloadOfPod(pod),
      kind: "Pod",
      labels,
      ...versionOf(labels),
      ...(dataplane === undefined ? {} : { dataplane }),
    });
  }
  return result;
}

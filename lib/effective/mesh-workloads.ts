import type { Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";
import type { Dataplane } from "@/lib/graph/inventory";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { z } from "zod";

/** A workload by its pods: what istiod knows when it makes their configuration. */
export type MeshWorkload = {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly dataplane: Dataplane;
  readonly pods: number;
  readonly readyPods: number;
};

type PodFacts = Pick<MeshWorkload, "namespace" | "name" | "labels" | "serviceAccount" | "dataplane"> & {
  readonly isReady: boolean;
};

/** Labels that differ between revisions or pods of one workload. */
const revisionLabels = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
]);

const podSchema = z.looseObject({ serviceAccountName: z.string().optional() });
const statusSchema = z.looseObject({
  phase: z.string().optional(),
  conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).nullish(),
});

const facts = new WeakMap<Manifest, PodFacts>();
const workloads = new WeakMap<readonly Manifest[], MeshIndex>();

type MeshIndex = {
  readonly list: readonly MeshWorkload[];
  readonly byPod: ReadonlyMap<string, MeshWorkload>;
  readonly byName: ReadonlyMap<string, MeshWorkload>;
};

/** Every workload that has pods, by namespace and name; none while the pods are unknown. */
export function meshWorkloads(objects: MeshObjects): readonly MeshWorkload[] {
  return meshIndex(objects).list;
}

/** The workload of a pod. */
export function workloadByPod(
  objects: MeshObjects,
  namespace: string,
  pod: string,
): MeshWorkload | undefined {
  return meshIndex(objects).byPod.get(`${namespace}/${pod}`);
}

/** A workload by its name. */
export function workloadByName(
  objects: MeshObjects,
  namespace: string,
  name: string,
): MeshWorkload | undefined {
  return meshIndex(objects).byName.get(`${namespace}/${name}`);
}

/** The workload's proxies as istiod sees them. */
export function proxyOfWorkload(
  workload: Pick<MeshWorkload, "namespace" | "labels" | "dataplane">,
): XdsProxy {
  const { namespace, labels } = workload;
  return workload.dataplane === "gateway" ? { namespace, labels, gateway: true } : { namespace, labels };
}

/** Whether requests of the workload leave through an Envoy of its own, which takes routes. */
export function hasEnvoy(workload: Pick<MeshWorkload, "dataplane">): boolean {
  return workload.dataplane === "sidecar" || workload.dataplane === "gateway";
}

/** Whether the workload has an identity of the mesh. */
export function isInMesh(workload: Pick<MeshWorkload, "dataplane">): boolean {
  return workload.dataplane !== "none";
}

const noPods: readonly Manifest[] = [];

function meshIndex(objects: MeshObjects): MeshIndex {
  const pods = objects["/Pod"] ?? noPods;
  const known = workloads.get(pods);
  if (known !== undefined) return known;
  const byName = new Map<string, MeshWorkload>();
  const keyOfPod = new Map<string, string>();
  for (const pod of pods) {
    // ztunnel carries the connections of others; it makes none of its own.
    if (pod.metadata.labels?.app === "ztunnel") continue;
    const { isReady, ...own } = factsOf(pod);
    const key = `${own.namespace}/${own.name}`;
    keyOfPod.set(`${own.namespace}/${pod.metadata.name}`, key);
    const seen = byName.get(key);
    byName.set(key, {
      ...(seen ?? own),
      pods: (seen?.pods ?? 0) + 1,
      readyPods: (seen?.readyPods ?? 0) + (isReady ? 1 : 0),
    });
  }
  const list = [...byName.values()].toSorted((a, b) =>
    `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1,
  );
  const byPod = new Map<string, MeshWorkload>();
  for (const [pod, key] of keyOfPod) {
    const workload = byName.get(key);
    if (workload !== undefined) byPod.set(pod, workload);
  }
  const index = { list, byPod, byName };
  workloads.set(pods, index);
  return index;
}

function factsOf(pod: Manifest): PodFacts {
  const known = facts.get(pod);
  if (known !== undefined) return known;
  const spec = podSchema.safeParse(pod.spec ?? {});
  const status = statusSchema.safeParse(pod.status ?? {});
  const { phase, conditions } = status.success ? status.data : { phase: undefined, conditions: undefined };
  const ready = conditions?.find(({ type }) => type === "Ready");
  const own: PodFacts = {
    namespace: pod.metadata.namespace ?? "",
    name: workloadOfPod(pod),
    labels: Object.fromEntries(
      Object.entries(pod.metadata.labels ?? {}).filter(([key]) => !revisionLabels.has(key)),
    ),
    serviceAccount: (spec.success ? spec.data.serviceAccountName : undefined) ?? "default",
    dataplane: dataplaneFromPod(pod),
    isReady: ready === undefined ? phase === "Running" : ready.status === "True",
  };
  facts.set(pod, own);
  return own;
}

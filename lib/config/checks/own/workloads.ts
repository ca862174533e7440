import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import type { Dataplane } from "@/lib/graph/inventory";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { keys } from "./mesh-kinds";

/** A pod as rules see it. */
export type PodFact = {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly dataplane: Dataplane;
  /** Whether its proxy, or ztunnel, speaks Istio's mTLS. */
  readonly inMesh: boolean;
  readonly isReady: boolean;
  readonly manifest: Manifest;
};

const facts = new WeakMap<Manifest, PodFact>();
const indexes = new WeakMap<readonly Manifest[], ReadonlyMap<string, readonly PodFact[]>>();

function isReady(pod: Manifest): boolean {
  const { status } = pod;
  if (typeof status !== "object" || status === null) return false;
  const conditions: unknown = "conditions" in status ? status.conditions : undefined;
  if (!Array.isArray(conditions)) return "phase" in status && status.phase === "Running";
  return conditions.some(
    (one: unknown) =>
      typeof one === "object" &&
      one !== null &&
      "type" in one &&
      one.type === "Ready" &&
      "status" in one &&
      one.status === "True",
  );
}

/** A finished or failed pod serves nobody and says nothing about selectors. */
function isOver({ status }: Manifest): boolean {
  const phase = typeof status === "object" && status !== null && "phase" in status ? status.phase : undefined;
  return phase === "Succeeded" || phase === "Failed";
}

function factOf(pod: Manifest): PodFact {
  const known = facts.get(pod);
  if (known !== undefined) return known;
  const dataplane = dataplaneFromPod(pod);
  const fact: PodFact = {
    ref: refFromManifest(pod),
    namespace: pod.metadata.namespace ?? "",
    name: pod.metadata.name,
    workload: workloadOfPod(pod),
    labels: pod.metadata.labels ?? {},
    dataplane,
    inMesh: dataplane !== "none" || pod.metadata.labels?.["security.istio.io/tlsMode"] === "istio",
    isReady: isReady(pod),
    manifest: pod,
  };
  facts.set(pod, fact);
  return fact;
}

/** Pods that are not over, by namespace; undefined when pods could not be read. */
export function podsByNamespace(objects: MeshObjects): ReadonlyMap<string, readonly PodFact[]> | undefined {
  const pods = objects[keys.pod];
  if (pods === undefined) return undefined;
  const known = indexes.get(pods);
  if (known !== undefined) return known;
  const index = new Map<string, PodFact[]>();
  for (const pod of pods) {
    if (isOver(pod)) continue;
    const fact = factOf(pod);
    const list = index.get(fact.namespace);
    if (list === undefined) index.set(fact.namespace, [fact]);
    else list.push(fact);
  }
  indexes.set(pods, index);
  return index;
}

/** Pods of `namespace` with these labels; every one for an empty selector. undefined when pods could not be read. */
export function podsWith(
  objects: MeshObjects,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): readonly PodFact[] | undefined {
  const index = podsByNamespace(objects);
  if (index === undefined) return undefined;
  return (index.get(namespace) ?? []).filter((pod) => selectorMatches(selector, pod.labels));
}

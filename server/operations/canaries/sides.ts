import type { CanaryPlan } from "@/lib/canaries/plan";
import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { isRecord } from "@/lib/config/clean-manifest";
import { isSelected, serviceSpec } from "@/lib/config/kubernetes-service";
import type { Manifest } from "@/lib/config/manifest";
import { isReady, versionsOf, workloadOf } from "@/lib/routing/service-versions";
import { destinationRulesOf, serviceOf, snapshotFromObjects } from "@/lib/routing/snapshot";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";

/** One of the two versions of a run, as its pods and its metrics name it. */
export type Side = {
  readonly name: string;
  readonly pods: number;
  readonly readyPods: number;
  readonly workloads: readonly string[];
  /** Values that Istio writes as the version of these pods. */
  readonly versions: readonly string[];
  /** What stands for `$version` in a query of one's own. */
  readonly version: string;
  /** The Service that stands for this version alone; absent for a subset. */
  readonly backend?: string;
  /** Of the newest pod's template; another one is another release. */
  readonly revision?: string;
};

export type Sides = { readonly canary: Side; readonly stable: Side };

const versionLabels = ["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"];

/** Both versions of the plan as the objects show them; undefined while Services or pods are unknown or the service is gone. */
export function sidesOf(objects: MeshObjects, plan: CanaryPlan): Sides | undefined {
  const snapshot = snapshotFromObjects(objects);
  const service = serviceOf(snapshot, plan.service);
  if (service === undefined || objects["/Pod"] === undefined) return undefined;
  return { canary: sideOf(objects, plan, "canary"), stable: sideOf(objects, plan, "stable") };
}

function sideOf(objects: MeshObjects, plan: CanaryPlan, which: "canary" | "stable"): Side {
  const snapshot = snapshotFromObjects(objects);
  const destination = plan[which];
  const isService = plan.api === "gateway" || destination.backend === "service";
  const { namespace } = plan.service;
  const named = isService ? { namespace, name: destination.name } : plan.service;
  const service = serviceOf(snapshot, named);
  const selector = service === undefined ? undefined : serviceSpec(service).selector;
  const labels = isService ? {} : subsetLabels(objects, plan, which);
  const pods =
    selector === undefined
      ? []
      : snapshot.pods.filter(
          ({ metadata }) =>
            metadata.namespace === namespace &&
            isSelected(selector, metadata.labels ?? {}) &&
            selectorMatches(labels, metadata.labels ?? {}),
        );
  const version = versionsOf(snapshot, plan.service).find(({ subset, backendService }) =>
    isService ? backendService === destination.name : subset === destination.name,
  );
  const revision = revisionOf(pods);
  const known = { ...pods[0]?.metadata.labels, ...version?.labels, ...labels };
  return {
    name: destination.name,
    pods: pods.length,
    readyPods: pods.filter((pod) => !isLeaving(pod) && isReady(pod)).length,
    workloads: [...new Set(pods.map(workloadOf))].toSorted(),
    versions: versionsFrom(pods, { ...version?.labels, ...labels }),
    version: known["version"] ?? known["app.kubernetes.io/version"] ?? destination.name,
    ...(isService && destination.name !== plan.service.name ? { backend: destination.name } : {}),
    ...(revision === undefined ? {} : { revision }),
  };
}

function subsetLabels(
  objects: MeshObjects,
  plan: CanaryPlan,
  which: "canary" | "stable",
): Readonly<Record<string, string>> {
  const subsets = destinationRulesOf(snapshotFromObjects(objects), plan.service).flatMap(
    (rule) => destinationRuleSpec(rule).subsets ?? [],
  );
  return subsets.find(({ name }) => name === plan[which].name)?.labels ?? plan[which].labels;
}

function versionsFrom(
  pods: readonly Manifest[],
  labels: Readonly<Record<string, string>>,
): readonly string[] {
  const found = [...pods.map(({ metadata }) => metadata.labels ?? {}), labels].flatMap((one) =>
    versionLabels.flatMap((label) => one[label] ?? []),
  );
  return [...new Set(found)].toSorted();
}

/** A release replaces its pods one after another: the newest says which one is coming. */
function revisionOf(pods: readonly Manifest[]): string | undefined {
  const newest = pods.toSorted((left, right) =>
    (right.metadata.creationTimestamp ?? "").localeCompare(left.metadata.creationTimestamp ?? ""),
  )[0];
  if (newest === undefined) return undefined;
  const labels = newest.metadata.labels ?? {};
  return labels["pod-template-hash"] ?? labels["controller-revision-hash"] ?? imagesOf(newest);
}

function imagesOf(pod: Manifest): string | undefined {
  const containers = pod.spec?.["containers"];
  const images = Array.isArray(containers)
    ? containers.filter(isRecord).map((container) => String(container["image"] ?? ""))
    : [];
  return images.length === 0 ? undefined : images.toSorted().join(",");
}

function isLeaving({ metadata }: Manifest): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null;
}

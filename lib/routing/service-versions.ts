import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { isSelected, serviceSpec } from "@/lib/config/kubernetes-service";
import type { Manifest } from "@/lib/config/manifest";
import { isRecord } from "@/lib/config/clean-manifest";
import {
  destinationRulesOf,
  serviceOf,
  type RoutingSnapshot,
  type ServiceName,
} from "@/lib/routing/snapshot";

/** One version of a service that requests can be sent to. */
export type ServiceVersion = {
  /** The subset that has these labels already, else a name made of the version. */
  readonly subset: string;
  readonly subsetExists: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly pods: number;
  readonly readyPods: number;
  readonly workloads: readonly string[];
  /** A Service that selects exactly this version: what an HTTPRoute can send to. */
  readonly backendService?: string;
};

const versionLabels = ["version", "app.kubernetes.io/version", "service.istio.io/canonical-revision"];

/**
 * The versions behind a service: existing subsets first, then the values of the pods' version label that no subset
 * covers, by name. A subset without pods is listed with 0.
 */
export function versionsOf(snapshot: RoutingSnapshot, service: ServiceName): readonly ServiceVersion[] {
  const manifest = serviceOf(snapshot, service);
  if (manifest === undefined) return [];
  const { selector } = serviceSpec(manifest);
  const pods = snapshot.pods.filter(
    (pod) => pod.metadata.namespace === service.namespace && isSelected(selector, pod.metadata.labels ?? {}),
  );
  const subsets = destinationRulesOf(snapshot, service).flatMap(
    (rule) => destinationRuleSpec(rule).subsets ?? [],
  );
  const fromSubsets = subsets.map((subset) => ({
    subset: subset.name,
    subsetExists: true,
    labels: subset.labels ?? {},
  }));
  const fromPods = distinctVersions(pods)
    .filter(({ key, value }) => !fromSubsets.some(({ labels }) => labels[key] === value))
    .map(({ key, value }) => ({
      subset: freeName(
        value,
        fromSubsets.map(({ subset }) => subset),
      ),
      subsetExists: false,
      labels: { [key]: value },
    }));
  const versions = [...fromSubsets, ...fromPods].filter(
    (version, index, all) => all.findIndex(({ subset }) => subset === version.subset) === index,
  );
  return versions
    .map((version) => describe(version, pods, snapshot, service, selector))
    .toSorted((left, right) => left.subset.localeCompare(right.subset, "en", { numeric: true }));
}

function describe(
  version: Pick<ServiceVersion, "subset" | "subsetExists" | "labels">,
  pods: readonly Manifest[],
  snapshot: RoutingSnapshot,
  service: ServiceName,
  selector: Readonly<Record<string, string>>,
): ServiceVersion {
  const own = pods.filter(({ metadata }) =>
    Object.entries(version.labels).every(([key, value]) => metadata.labels?.[key] === value),
  );
  const backend = snapshot.services.find((candidate) => {
    if (candidate.metadata.namespace !== service.namespace || candidate.metadata.name === service.name)
      return false;
    const wanted = { ...selector, ...version.labels };
    const has = serviceSpec(candidate).selector;
    return (
      own.length > 0 &&
      isSelected(has, wanted) &&
      own.every((pod) => isSelected(has, pod.metadata.labels ?? {})) &&
      pods.filter((pod) => isSelected(has, pod.metadata.labels ?? {})).length === own.length
    );
  });
  return {
    ...version,
    pods: own.length,
    readyPods: own.filter(isReady).length,
    workloads: [...new Set(own.map(workloadOf))].toSorted(),
    ...(backend === undefined ? {} : { backendService: backend.metadata.name }),
  };
}

function distinctVersions(pods: readonly Manifest[]): readonly { key: string; value: string }[] {
  const found = new Map<string, { key: string; value: string }>();
  for (const { metadata } of pods) {
    const key = versionLabels.find((label) => metadata.labels?.[label] !== undefined);
    const value = key === undefined ? undefined : metadata.labels?.[key];
    if (key !== undefined && value !== undefined && value !== "")
      found.set(`${key}=${value}`, { key, value });
  }
  return [...found.values()];
}

function freeName(version: string, taken: readonly string[]): string {
  const plain = version
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  const base = plain === "" ? "version" : plain;
  return taken.includes(base) ? `${base}-2` : base;
}

/** Whether the pod's condition Ready is true. */
export function isReady(pod: Manifest): boolean {
  const conditions = isRecord(pod.status) ? pod.status["conditions"] : undefined;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) => isRecord(condition) && condition["type"] === "Ready" && condition["status"] === "True",
    )
  );
}

/** The workload that controls the pod; a ReplicaSet stands for its Deployment. The pod's own name without one. */
export function workloadOf(pod: Manifest): string {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return pod.metadata.name;
  const hash = pod.metadata.labels?.["pod-template-hash"];
  return owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

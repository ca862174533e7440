import type { RenderedObject } from "@/lib/changes/change-set";
import type { ApiFit, IntentTarget, ServedKinds } from "@/lib/changes/intent-module";
import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { meshWorkloads, workloadByName, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

export const securityGroup = "security.istio.io";

/** Those with the same key, each in the order of `list`. */
export function grouped<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  return groups;
}

const byNamespace = memoByIdentity((list: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> => {
  const age = ({ metadata }: Manifest) => metadata.creationTimestamp ?? "9999";
  const groups = grouped(list, ({ metadata }) => metadata.namespace ?? "");
  for (const group of groups.values())
    group.sort(
      (left, right) =>
        age(left).localeCompare(age(right)) || left.metadata.name.localeCompare(right.metadata.name),
    );
  return groups;
});

/** The objects of a kind in a namespace, oldest first: of equals istiod takes the oldest. */
export function objectsIn(objects: MeshObjects, key: string, namespace: string): readonly Manifest[] {
  const list = objects[key];
  return list === undefined ? [] : (byNamespace(list).get(namespace) ?? []);
}

/** The version in which the cluster speaks of this group, as far as its objects show it. */
export function versionOf(objects: MeshObjects, group: string, kind: string, fallback = "v1"): string {
  return objects[`${group}/${kind}`]?.[0]?.apiVersion ?? `${group}/${fallback}`;
}

/** A name in the namespace that no object of the kind has yet: `wanted`, else with the first free number. */
export function freeName(objects: MeshObjects, key: string, namespace: string, wanted: string): string {
  const taken = new Set(objectsIn(objects, key, namespace).map(({ metadata }) => metadata.name));
  for (let number = 2, name = wanted; ; number += 1) {
    if (!taken.has(name)) return name;
    name = `${wanted}-${number}`;
  }
}

/** A text as the name of an object; `fallback` when nothing of it may stand in one. */
export function objectNameFrom(text: string, fallback: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? fallback : name;
}

/** One object to write; nothing when it would stay as it is. */
export function written(before: Manifest | undefined, after: Manifest): readonly RenderedObject[] {
  if (before !== undefined && isSameJson(before, after)) return [];
  return [{ ref: refFromManifest(after), ...(before === undefined ? {} : { before }), after }];
}

/** One object to delete; nothing when it is not there. */
export function deleted(before: Manifest | undefined): readonly RenderedObject[] {
  return before === undefined ? [] : [{ ref: refFromManifest(before), before }];
}

/** `record` with these fields set; undefined takes a field out. Fields that are there keep their places. */
export function withFields(
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...record, ...fields }).filter(
      ([key, value]) => value !== undefined || !(key in fields),
    ),
  );
}

/** The member when it is a JSON object, else an empty one. */
export function recordAt(value: unknown, field: string): Record<string, unknown> {
  const member = isRecord(value) ? value[field] : undefined;
  return isRecord(member) ? member : {};
}

/** The texts of a list; undefined when the member is there but is no list of texts. */
export function textsAt(value: unknown, field: string): string[] | undefined {
  const member = isRecord(value) ? value[field] : undefined;
  if (member === undefined || member === null) return [];
  return Array.isArray(member) && member.every((one) => typeof one === "string") ? [...member] : undefined;
}

/** Labels as a record of texts; those that are none are left out. */
export function labelsAt(value: unknown, field: string): Record<string, string> {
  const entries = Object.entries(recordAt(value, field));
  return Object.fromEntries(
    entries.flatMap(([key, label]) => (typeof label === "string" ? [[key, label] as const] : [])),
  );
}

/** Fits of a kind of change that only Istio's own API has a resource for. */
export function istioOnly(served: ServedKinds, group: string, kind: string): readonly ApiFit[] {
  const isServed = served(group, kind);
  return [
    { api: "istio", fits: isServed, ...(isServed ? {} : { obstacle: "not_served" }), inexpressible: [] },
    { api: "gateway", fits: false, obstacle: "istio_only", inexpressible: [] },
  ];
}

const nameLabels = ["app", "app.kubernetes.io/name", "k8s-app", "istio", "name"] as const;

/** What a selector is about, by the labels that usually carry a service's name; "" for no labels. */
export function nameFromSelector(selector: Readonly<Record<string, string>>): string {
  const named = nameLabels.find((label) => (selector[label] ?? "") !== "");
  return (named === undefined ? Object.values(selector)[0] : selector[named]) ?? "";
}

const workloadKinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"] as const;

/** The labels of pods that go by this name: of a Service's selector, else of a workload's, else of its pods. */
export function podLabelsOf(objects: MeshObjects, target: IntentTarget): Readonly<Record<string, string>> {
  const named = (key: string) =>
    objectsIn(objects, key, target.namespace).find(({ metadata }) => metadata.name === target.name);
  const selectors = [
    labelsAt(named("/Service")?.spec, "selector"),
    ...workloadKinds.map((key) => labelsAt(recordAt(named(key)?.spec, "selector"), "matchLabels")),
    nameLabelOf(workloadByName(objects, target.namespace, target.name)?.labels ?? {}),
  ];
  return selectors.find((labels) => Object.keys(labels).length > 0) ?? {};
}

function nameLabelOf(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const key = nameLabels.find((label) => (labels[label] ?? "") !== "");
  return key === undefined ? {} : { [key]: labels[key] ?? "" };
}

const workloadsByNamespace = memoByIdentity((list: readonly MeshWorkload[]) =>
  grouped(list, ({ namespace }) => namespace),
);

/** Every label of the pods that go by this name, one set for each workload: what a selector is matched with. */
function labelSetsOf(
  objects: MeshObjects,
  target: IntentTarget,
): readonly Readonly<Record<string, string>>[] {
  const service = Object.entries(podLabelsOf(objects, target));
  const behind = (workloadsByNamespace(meshWorkloads(objects)).get(target.namespace) ?? []).filter(
    ({ name, labels }) =>
      name === target.name || (service.length > 0 && service.every(([key, value]) => labels[key] === value)),
  );
  return behind.length > 0 ? behind.map(({ labels }) => labels) : [Object.fromEntries(service)];
}

/** Whether a selector picks pods that go by the target's name. An empty one picks a namespace, not a workload. */
export function selects(
  objects: MeshObjects,
  selector: Readonly<Record<string, string>>,
  target: IntentTarget,
): boolean {
  const wanted = Object.entries(selector);
  if (target.name === "") return true;
  if (wanted.length === 0) return false;
  if (nameFromSelector(selector) === target.name) return true;
  return labelSetsOf(objects, target).some((labels) => wanted.every(([key, value]) => labels[key] === value));
}

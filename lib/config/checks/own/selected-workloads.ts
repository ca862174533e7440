import { labelsOf, namespaceOf, pairs, record, records, specOf, text } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { keys } from "./mesh-kinds";

type Labels = Readonly<Record<string, string>>;
export type LabelledWorkload = { readonly namespace: string; readonly labels: Labels };

/** What selectors are compared with: pods, WorkloadEntries, and templates, so that scaled to zero is not gone. */
export const workloadKinds = [
  keys.pod,
  keys.workloadEntry,
  keys.deployment,
  keys.statefulSet,
  keys.daemonSet,
] as const;

function labelsOfWorkload(manifest: Manifest): Labels {
  if (manifest.kind === "Pod") return labelsOf(manifest);
  const spec = specOf(manifest);
  if (manifest.kind === "WorkloadEntry") return { ...labelsOf(manifest), ...pairs(spec["labels"]) };
  return pairs(record(record(spec["template"])["metadata"])["labels"]);
}

const labelled = memoByIdentity(
  (list: readonly Manifest[]): ReadonlyMap<string, readonly LabelledWorkload[]> => {
    const index = new Map<string, LabelledWorkload[]>();
    for (const manifest of list) {
      const one = { namespace: namespaceOf(manifest), labels: labelsOfWorkload(manifest) };
      const known = index.get(one.namespace);
      if (known === undefined) index.set(one.namespace, [one]);
      else known.push(one);
    }
    return index;
  },
);

/**
 * Whether `selector` of an object in `namespace` takes any workload; the root namespace's objects select in all of
 * them. undefined when one of the kinds could not be read.
 */
export function selectsAnything(
  objects: MeshObjects,
  namespace: string,
  selector: Labels,
): boolean | undefined {
  const lists = workloadKinds.map((key) => objects[key]);
  const isFound = lists.some((list) => {
    if (list === undefined) return false;
    const index = labelled(list);
    const places = namespace === rootNamespace ? [...index.values()] : [index.get(namespace) ?? []];
    return places.some((place) => place.some(({ labels }) => selectorMatches(selector, labels)));
  });
  return isFound ? true : lists.includes(undefined) ? undefined : false;
}

/** The labels by which a policy or filter picks workloads, and the field that holds them; none without a selector. */
export const selectorOf = memoByIdentity(
  (manifest: Manifest): { readonly labels: Labels; readonly path: string } => {
    const spec = specOf(manifest);
    if (manifest.kind === "EnvoyFilter" || manifest.kind === "Sidecar") {
      return {
        labels: pairs(record(spec["workloadSelector"])["labels"]),
        path: "spec.workloadSelector.labels",
      };
    }
    return { labels: pairs(record(spec["selector"])["matchLabels"]), path: "spec.selector.matchLabels" };
  },
);

/** The objects that a policy hangs on instead of a selector. */
export function targetRefsOf(manifest: Manifest): readonly {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly path: string;
}[] {
  const spec = specOf(manifest);
  const single =
    spec["targetRef"] === undefined ? [] : [{ ref: record(spec["targetRef"]), path: "spec.targetRef" }];
  const several = records(spec["targetRefs"]).map((ref, index) => ({
    ref,
    path: `spec.targetRefs[${index}]`,
  }));
  return [...single, ...several].map(({ ref, path }) => ({
    group: text(ref["group"]),
    kind: text(ref["kind"]),
    name: text(ref["name"]),
    path,
  }));
}

import { missingReference } from "./report";
import { inNamespace, printSelector } from "./selectors";
import { labelsOf, namespaceOf } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

type Selection = {
  /** Objects that select each pod. */
  readonly byPod: ReadonlyMap<Manifest, readonly Manifest[]>;
  /** IST0101 for those that select none. */
  readonly findings: readonly Finding[];
};

/** Which objects select which pods of their own namespace, and those that select none. */
export function selectWorkloads(
  objects: readonly {
    readonly manifest: Manifest;
    readonly labels: Readonly<Record<string, string>>;
    readonly path: string;
  }[],
  pods: readonly Manifest[],
): Selection {
  const byPod = new Map<Manifest, Manifest[]>();
  const findings: Finding[] = [];
  for (const { manifest, labels, path } of objects) {
    const selected = inNamespace(pods, namespaceOf(manifest)).filter((pod) =>
      selectorMatches(labels, labelsOf(pod)),
    );
    for (const pod of selected) byPod.set(pod, [...(byPod.get(pod) ?? []), manifest]);
    if (selected.length > 0) continue;
    const name = printSelector(labels);
    const message = `No pod of ${namespaceOf(manifest)} has the labels ${name}`;
    findings.push(missingReference(manifest, { variant: "selector", name, path, message }));
  }
  return { byPod, findings };
}

/** One finding for each object and the others that select a pod together with it, naming one such pod. */
export function overlaps(
  byPod: Selection["byPod"],
  finding: (object: Manifest, others: string, pod: Manifest) => Finding,
): readonly Finding[] {
  const seen = new Map<Manifest, Set<string>>();
  const findings: Finding[] = [];
  for (const [pod, objects] of byPod) {
    for (const object of objects.length < 2 ? [] : objects) {
      const others = objects
        .filter((one) => one !== object)
        .map(({ metadata: { name } }) => name)
        .toSorted()
        .join(", ");
      const known = seen.get(object) ?? new Set();
      seen.set(object, known);
      if (known.has(others)) continue;
      known.add(others);
      findings.push(finding(object, others, pod));
    }
  }
  return findings;
}

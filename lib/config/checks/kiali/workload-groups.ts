import { findNamed } from "@/lib/config/checks/istio/selectors";
import { findingOn } from "@/lib/config/checks/inventory";
import { nameOf, namespaceOf, pairs, record, specOf, text } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import { canonicalJson } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";

const labelsOfGroup = (group: Manifest) => pairs(record(specOf(group)["metadata"])["labels"]);

/** KIA1701, KIA1702: WorkloadGroups with a service account that does not exist, or with each other's labels. */
export const workloadGroups: Rule = {
  codes: ["KIA1701", "KIA1702"],
  reads: [keys.workloadGroup, keys.serviceAccount],
  check: (inventory) => {
    const groups = inventory.objects[keys.workloadGroup] ?? [];
    return groups.flatMap((group) => [...missingAccount(group, inventory), ...twinsOf(group, groups)]);
  },
};

function missingAccount(group: Manifest, { objects }: Inventory): readonly Finding[] {
  const accounts = objects[keys.serviceAccount];
  const name = text(record(specOf(group)["template"])["serviceAccount"]);
  if (accounts === undefined || name === "" || findNamed(accounts, namespaceOf(group), name) !== undefined)
    return [];
  return [
    findingOn(group, {
      code: "KIA1701",
      severity: "warning",
      path: "spec.template.serviceAccount",
      message: `There is no service account ${namespaceOf(group)}/${name}`,
      params: { account: `${namespaceOf(group)}/${name}` },
    }),
  ];
}

function twinsOf(group: Manifest, groups: readonly Manifest[]): readonly Finding[] {
  const own = labelsOfGroup(group);
  const other = groups.find(
    (one) =>
      one !== group &&
      namespaceOf(one) === namespaceOf(group) &&
      Object.keys(own).length > 0 &&
      canonicalJson(labelsOfGroup(one)) === canonicalJson(own),
  );
  if (other === undefined) return [];
  return [
    findingOn(group, {
      code: "KIA1702",
      severity: "warning",
      path: "spec.metadata.labels",
      message: `${nameOf(other)} has the same labels: selectors take both or none`,
      params: { other: nameOf(other) },
      evidence: [{ kind: "object", object: refFromManifest(other) }],
    }),
  ];
}

import { istioRules } from "@/lib/config/checks/istio/rules";
import { kialiRules } from "@/lib/config/checks/kiali/rules";
import { ownRules } from "@/lib/config/checks/own/rules";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { withoutRepeats } from "@/lib/config/findings/without-repeats";
import { objectKey } from "@/lib/mesh/object-ref";

/** Every rule of the console. */
export const meshRules: readonly Rule[] = [...istioRules, ...kialiRules, ...ownRules];

/** What every rule says of these objects, each thing once. */
export function checkMesh(inventory: Inventory): readonly Finding[] {
  return withoutRepeats(meshRules.flatMap((rule) => rule.check(inventory)));
}

/** Equal for one finding before and after a change, wherever its list entry went. */
export function findingKey(finding: Finding): string {
  return [finding.code, objectKey(finding.object), ...Object.values(finding.params)].join("|");
}

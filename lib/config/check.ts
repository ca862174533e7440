import { istioRules } from "@/lib/config/checks/istio/rules";
import { kialiRules } from "@/lib/config/checks/kiali/rules";
import { ownRules } from "@/lib/config/checks/own/rules";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { objectKey } from "@/lib/mesh/object-ref";

const rules: readonly Rule[] = [...istioRules, ...kialiRules, ...ownRules];

/** What every rule says of these objects. */
export function checkMesh(inventory: Inventory): readonly Finding[] {
  return rules.flatMap((rule) => rule.check(inventory));
}

/** Equal for one finding before and after a change, wherever its list entry went. */
export function findingKey(finding: Finding): string {
  return [finding.code, objectKey(finding.object), ...Object.values(finding.params)].join("|");
}

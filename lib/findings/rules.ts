import { istioRules } from "@/lib/config/checks/istio/rules";
import { kialiRules } from "@/lib/config/checks/kiali/rules";
import { ownRules } from "@/lib/config/checks/own/rules";
import type { Inventory, Repair, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";

const rules: readonly Rule[] = [...istioRules, ...kialiRules, ...ownRules];

/** Every code that a rule can emit, sorted. */
export function emittedCodes(): readonly string[] {
  return [...new Set(rules.flatMap(({ codes }) => codes))].toSorted();
}

/** The mechanical repair of a finding; undefined when there is none. */
export function repairOf(finding: Finding, inventory: Inventory): readonly Repair[] | undefined {
  return rules
    .find(({ codes, fix }) => fix !== undefined && codes.includes(finding.code))
    ?.fix?.(finding, inventory);
}

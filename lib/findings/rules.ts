import { meshRules } from "@/lib/config/check";
import type { Inventory, Repair } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";

/** Every code that a rule can emit, sorted. */
export function emittedCodes(): readonly string[] {
  return [...new Set(meshRules.flatMap(({ codes }) => codes))].toSorted();
}

/** The mechanical repair of a finding; undefined when there is none. */
export function repairOf(finding: Finding, inventory: Inventory): readonly Repair[] | undefined {
  const rule = meshRules.find(({ codes, fix }) => fix !== undefined && codes.includes(finding.code));
  return rule?.fix?.(finding, inventory);
}

import { IntentError } from "@/lib/changes/intent-module";
import { baseRuleIndex } from "@/lib/routing/base-rule";
import { recordsOf, type Json } from "@/lib/routing/json-fields";
import type { RouteTable } from "@/lib/routing/route-table";
import { isSameFault, readFault, withFault, type RuleFault } from "@/lib/routing/rule-fault";

/** Whether requests can take the rule and are forwarded by it: none behind the one that takes everything is. */
export function isReachable(table: RouteTable, index: number): boolean {
  const base = baseRuleIndex({ ...table, port: undefined })?.index;
  const forwards = recordsOf(table.rules[index]?.["route"]).length > 0;
  return forwards && (base === undefined || index <= base);
}

/** The fault of the rule that takes everything; every rule that requests can take has it, or one of its own. */
function shared(table: RouteTable): RuleFault | undefined {
  const base = baseRuleIndex({ ...table, port: undefined });
  const rule = base === undefined ? undefined : table.rules[base.index];
  if (rule === undefined) {
    throw new IntentError("No route takes what the others leave: such requests are answered with 404", {
      field: "service",
      reason: "no_catch_all",
    });
  }
  return readFault(rule);
}

/** The rules with the fault in each that requests can take; rules with another fault of their own keep it. */
export function withFaultEverywhere(table: RouteTable, fault: RuleFault): readonly Json[] {
  const old = shared(table);
  return table.rules.map((rule, index) => {
    const isOpen = rule["fault"] === undefined || (old !== undefined && isSameFault(rule, old));
    return isOpen && isReachable(table, index) ? withFault(rule, fault) : rule;
  });
}

/** The rules without the fault that every request can meet. */
export function withoutFaultEverywhere(table: RouteTable): readonly Json[] {
  const old = shared(table);
  return table.rules.map((rule, index) =>
    old !== undefined && isReachable(table, index) && isSameFault(rule, old)
      ? withFault(rule, undefined)
      : rule,
  );
}

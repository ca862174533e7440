import { findingOn } from "@/lib/config/checks/inventory";
import {
  destinationRulesIn,
  fullName,
  keys,
  type DestinationRuleObject,
} from "@/lib/config/checks/own/mesh-kinds";
import type { Rule } from "@/lib/config/checks/rule";
import { refFromManifest } from "@/lib/config/manifest";
import { resolveHost } from "@/lib/xds/host";

/** What two rules for one host both decide: a subset, or the policy of the whole host. */
function sharedPart(one: DestinationRuleObject, other: DestinationRuleObject): string | undefined {
  const names = new Set((other.spec.subsets ?? []).map(({ name }) => name));
  const subset = (one.spec.subsets ?? []).find(({ name }) => names.has(name));
  if (subset !== undefined) return subset.name;
  return one.spec.trafficPolicy !== undefined && other.spec.trafficPolicy !== undefined
    ? "trafficPolicy"
    : undefined;
}

/** KIA0201: several DestinationRules decide the same for one host; KIA0209: a subset without labels is the whole host. */
export const destinationRules: Rule = {
  codes: ["KIA0201", "KIA0209"],
  reads: [keys.destinationRule],
  check: ({ objects }) => {
    const byHost = new Map<string, DestinationRuleObject[]>();
    for (const rule of destinationRulesIn(objects)) {
      if (rule.spec.workloadSelector !== undefined) continue;
      const key = `${rule.namespace} ${resolveHost(rule.spec.host, rule.namespace)}`;
      byHost.set(key, [...(byHost.get(key) ?? []), rule]);
    }
    return [
      ...[...byHost.values()].flatMap((rules) =>
        rules.flatMap((rule, index) => {
          const older = rules.slice(0, index).find((one) => sharedPart(rule, one) !== undefined);
          if (older === undefined) return [];
          const part = sharedPart(rule, older) ?? "";
          return [
            findingOn(rule.manifest, {
              code: "KIA0201",
              severity: "warning",
              path: part === "trafficPolicy" ? "spec.trafficPolicy" : "spec.subsets",
              message: `${fullName(older)} decides ${part} of ${rule.spec.host} already; this one's is left out`,
              params: { host: rule.spec.host, part, other: fullName(older) },
              evidence: [{ kind: "object", object: refFromManifest(older.manifest) }],
            }),
          ];
        }),
      ),
      ...destinationRulesIn(objects).flatMap(({ manifest, spec }) =>
        (spec.subsets ?? []).flatMap(({ name, labels }, index) =>
          Object.keys(labels ?? {}).length > 0
            ? []
            : [
                findingOn(manifest, {
                  code: "KIA0209",
                  severity: "warning",
                  path: `spec.subsets[${index}].labels`,
                  message: `The subset ${name} has no labels: it is every pod of ${spec.host}`,
                  params: { subset: name, host: spec.host },
                }),
              ],
        ),
      ),
    ];
  },
};

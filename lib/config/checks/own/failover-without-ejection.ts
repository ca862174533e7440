import { findingOn } from "@/lib/config/checks/inventory";
import { record } from "@/lib/config/checks/loose";
import type { Rule } from "@/lib/config/checks/rule";
import type { TrafficPolicySpec } from "@/lib/xds/destination-rule-spec";
import { destinationRulesIn, keys } from "./mesh-kinds";
import { fieldRepair } from "./repair";

function asksForFailover(policy: TrafficPolicySpec | undefined): boolean {
  const setting = record(record(policy?.loadBalancer)["localityLbSetting"]);
  if (setting["enabled"] === false) return false;
  return setting["failover"] !== undefined || setting["failoverPriority"] !== undefined;
}

/** HD0019: failover to another locality that never happens, because nothing tells healthy hosts from failing ones. */
export const failoverWithoutEjection: Rule = {
  codes: ["HD0019"],
  reads: [keys.destinationRule],
  check: ({ objects }) =>
    destinationRulesIn(objects).flatMap(({ spec, manifest }) => {
      const places = [
        { policy: spec.trafficPolicy, path: "spec.trafficPolicy" },
        ...(spec.subsets ?? []).map(({ trafficPolicy }, index) => ({
          policy: trafficPolicy,
          path: `spec.subsets[${index}].trafficPolicy`,
        })),
      ];
      return places.flatMap(({ policy, path }) => {
        const ejection = policy?.outlierDetection ?? spec.trafficPolicy?.outlierDetection;
        if (!asksForFailover(policy) || ejection !== undefined) return [];
        return [
          findingOn(manifest, {
            code: "HD0019",
            severity: "warning",
            path: `${path}.loadBalancer`,
            message: `Failover between localities for ${spec.host} needs outlierDetection, and there is none`,
            params: { host: spec.host },
            isFixable: true,
          }),
        ];
      });
    }),
  fix: (finding, { objects }) =>
    fieldRepair(objects, finding, finding.path.replace(/loadBalancer$/, "outlierDetection"), {
      consecutive5xxErrors: 5,
      interval: "10s",
      baseEjectionTime: "30s",
    }),
};

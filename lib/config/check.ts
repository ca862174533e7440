import { checkHostMissing } from "@/lib/config/checks/host-missing";
import { checkHostShared, checkTwoApis } from "@/lib/config/checks/host-shared";
import type { Check } from "@/lib/config/checks/inventory";
import { checkRouteShadowed } from "@/lib/config/checks/route-shadowed";
import { checkSubsetMissing } from "@/lib/config/checks/subset-missing";
import { checkSubsetWithoutPods } from "@/lib/config/checks/subset-without-pods";
import { checkWeightsSum } from "@/lib/config/checks/weights-sum";
import type { Finding } from "@/lib/config/finding";
import { objectKey } from "@/lib/mesh/object-ref";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";

const checks: readonly Check[] = [
  checkHostMissing,
  checkSubsetMissing,
  checkSubsetWithoutPods,
  checkHostShared,
  checkTwoApis,
  checkRouteShadowed,
  checkWeightsSum,
];

/** What every rule says of these objects. */
export function checkRouting(inventory: RoutingSnapshot): readonly Finding[] {
  return checks.flatMap((check) => check(inventory));
}

/** Equal for one finding before and after a change, wherever its list entry went. */
export function findingKey(finding: Finding): string {
  return [finding.code, objectKey(finding.object), ...Object.values(finding.params)].join("|");
}

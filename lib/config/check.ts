import { checkHostMissing } from "@/lib/config/checks/host-missing";
import { checkHostShared, checkTwoApis } from "@/lib/config/checks/host-shared";
import type { Check } from "@/lib/config/checks/inventory";
import { checkRouteShadowed } from "@/lib/config/checks/route-shadowed";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import { checkSubsetMissing } from "@/lib/config/checks/subset-missing";
import { checkSubsetWithoutPods } from "@/lib/config/checks/subset-without-pods";
import { checkWeightsSum } from "@/lib/config/checks/weights-sum";
import type { Finding } from "@/lib/config/finding";
import { objectKey } from "@/lib/mesh/object-ref";
import { snapshotFromObjects } from "@/lib/routing/snapshot";

const routingKinds = [
  "/Service",
  "/Pod",
  "networking.istio.io/VirtualService",
  "networking.istio.io/DestinationRule",
  "networking.istio.io/ServiceEntry",
  "gateway.networking.k8s.io/HTTPRoute",
];

const onSnapshot = (codes: readonly string[], check: Check): Rule => ({
  codes,
  reads: routingKinds,
  check: ({ objects }) => check(snapshotFromObjects(objects)),
});

/** Every rule of the console. */
const rules: readonly Rule[] = [
  onSnapshot(["IST0101-host"], checkHostMissing),
  onSnapshot(["IST0101"], checkSubsetMissing),
  onSnapshot(["IST0173"], checkSubsetWithoutPods),
  onSnapshot(["IST0109"], checkHostShared),
  onSnapshot(["HD0002"], checkTwoApis),
  onSnapshot(["IST0130"], checkRouteShadowed),
  onSnapshot(["HD0001"], checkWeightsSum),
];

/** What every rule says of these objects. */
export function checkMesh(inventory: Inventory): readonly Finding[] {
  return rules.flatMap((rule) => rule.check(inventory));
}

/** Equal for one finding before and after a change, wherever its list entry went. */
export function findingKey(finding: Finding): string {
  return [finding.code, objectKey(finding.object), ...Object.values(finding.params)].join("|");
}

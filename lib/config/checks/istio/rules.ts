import type { Check } from "@/lib/config/checks/inventory";
import { checkHostMissing } from "@/lib/config/checks/istio/host-missing";
import { checkHostShared } from "@/lib/config/checks/istio/host-shared";
import { checkRouteShadowed } from "@/lib/config/checks/istio/route-shadowed";
import { checkSubsetMissing } from "@/lib/config/checks/istio/subset-missing";
import { checkSubsetWithoutPods } from "@/lib/config/checks/istio/subset-without-pods";
import type { Rule } from "@/lib/config/checks/rule";
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

/** Istio's analyzers, with Istio's codes. */
export const istioRules: readonly Rule[] = [
  onSnapshot(["IST0101-host"], checkHostMissing),
  onSnapshot(["IST0101"], checkSubsetMissing),
  onSnapshot(["IST0173"], checkSubsetWithoutPods),
  onSnapshot(["IST0109"], checkHostShared),
  onSnapshot(["IST0130"], checkRouteShadowed),
];

import { inNamespace } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, namespaceOf, pairs, specOf } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

const gatewayKey = "gateway.networking.k8s.io/gateway-name";
const policies = [
  kindKeys.authorizationPolicy,
  kindKeys.requestAuthentication,
  kindKeys.telemetry,
  kindKeys.wasmPlugin,
];

const managedPods = memoByIdentity((pods: readonly Manifest[]) =>
  pods.filter((pod) => labelsOf(pod)[gatewayKey] !== undefined),
);

/** IST0166: a policy selects the pods of a Kubernetes Gateway, which take policies only by targetRefs. */
export const gatewaySelectors = listRule({
  codes: ["IST0166"],
  reads: [kindKeys.pod],
  optional: policies,
  check: ([pods], { objects }) =>
    policies.flatMap((key) =>
      (objects[key] ?? []).flatMap((policy) => {
        const { selector, targetRef } = specOf(policy);
        if (isRecord(targetRef) || !isRecord(selector)) return [];
        const labels = pairs(selector["matchLabels"]);
        const gateways = inNamespace(managedPods(pods), namespaceOf(policy))
          .filter((pod) => selectorMatches(labels, labelsOf(pod)))
          .map((pod) => labelsOf(pod)[gatewayKey] ?? "");
        return [...new Set(gateways)].map((gateway) =>
          findingOn(policy, {
            code: "IST0166",
            severity: "warning",
            path: "spec.selector",
            message: `The selector takes pods of the Gateway ${gateway}, on which it has no effect: use targetRefs`,
            params: { gateway },
          }),
        );
      }),
    ),
});

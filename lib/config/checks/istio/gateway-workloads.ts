import { missingReference } from "./report";
import { printSelector } from "./selectors";
import { labelsOf, pairs, specOf } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

/** The pods that a Gateway's selector takes, in any namespace. */
export const gatewayPods = memoByIdentity((gateway: Manifest, pods: readonly Manifest[]) => {
  const selector = pairs(specOf(gateway)["selector"]);
  return pods.filter((pod) => selectorMatches(selector, labelsOf(pod)));
});

/** IST0101: no pod is selected by the Gateway. */
export function noWorkload(gateway: Manifest): Finding {
  const selector = printSelector(pairs(specOf(gateway)["selector"]));
  return missingReference(gateway, {
    variant: "selector",
    name: selector,
    path: "spec.selector",
    message: `No pod has the labels ${selector}`,
  });
}

import { inNamespace } from "@/lib/config/checks/istio/selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { labelsOf, nameOf, namespaceOf } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { selectorOf } from "@/lib/config/checks/own/selected-workloads";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

function shared(
  code: "KIA0002" | "KIA0003",
  manifest: Manifest,
  others: readonly Manifest[],
  target: string,
): readonly Finding[] {
  if (others.length === 0) return [];
  const names = others.map(nameOf).join(", ");
  return [
    findingOn(manifest, {
      code,
      severity: "error",
      path: code === "KIA0002" ? "" : "spec.selector",
      message: `${names} decides for ${target} as well; the oldest one counts`,
      params: { target, others: names },
      evidence: others.map((other) => ({ kind: "object" as const, object: refFromManifest(other) })),
    }),
  ];
}

/** KIA0002, KIA0003: several PeerAuthentications for a whole namespace, or for one workload. */
export const peerAuthentications = listRule({
  codes: ["KIA0002", "KIA0003"],
  reads: [keys.peerAuthentication, keys.pod],
  check: ([policies, pods]) =>
    policies.flatMap((policy) => {
      const { labels } = selectorOf(policy);
      const rivals = inNamespace(policies, namespaceOf(policy)).filter((other) => other !== policy);
      const isOpen = (one: Manifest) => Object.keys(selectorOf(one).labels).length === 0;
      if (isOpen(policy)) return shared("KIA0002", policy, rivals.filter(isOpen), namespaceOf(policy));
      const own = inNamespace(pods, namespaceOf(policy)).filter((pod) =>
        selectorMatches(labels, labelsOf(pod)),
      );
      const takers = rivals.filter(
        (other) =>
          !isOpen(other) && own.some((pod) => selectorMatches(selectorOf(other).labels, labelsOf(pod))),
      );
      const [pod] = own;
      return shared("KIA0003", policy, takers, pod === undefined ? "" : nameOf(pod));
    }),
});

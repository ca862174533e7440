import { routeDestinations } from "./route-destinations";
import { hostInNamespace } from "./service-hosts";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, namespaceOf, specOf, texts } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const ofHttp = (manifest: Manifest) =>
  routeDestinations(manifest).filter(({ path, isMirror }) => path.startsWith("spec.http") && !isMirror);

/** Hosts that the VirtualService takes and sends to subsets of. */
const splitHosts = memoByIdentity((manifest: Manifest): readonly string[] => {
  const namespace = namespaceOf(manifest);
  const own = new Set(texts(specOf(manifest)["hosts"]).map((host) => hostInNamespace(host, namespace)));
  return ofHttp(manifest)
    .filter(({ subset }) => subset !== "")
    .map(({ host }) => hostInNamespace(host, namespace))
    .filter((host) => own.has(host));
});

/** IST0140: a gateway's route goes straight to a host whose subsets are chosen by another VirtualService. */
export const ingressSubsets = listRule({
  codes: ["IST0140"],
  reads: [kindKeys.virtualService],
  check: ([virtualServices]) => {
    const splitting = new Map<string, Set<string>>();
    for (const manifest of virtualServices) {
      for (const host of splitHosts(manifest)) {
        splitting.set(host, (splitting.get(host) ?? new Set()).add(nameOf(manifest)));
      }
    }
    return virtualServices.flatMap((manifest) => {
      if (texts(specOf(manifest)["gateways"]).length === 0) return [];
      const found = new Map<string, string>();
      for (const { host, subset, path } of ofHttp(manifest)) {
        if (subset !== "") continue;
        const others = splitting.get(hostInNamespace(host, namespaceOf(manifest))) ?? [];
        for (const other of others) if (!found.has(other)) found.set(other, path);
      }
      return [...found].map(([other, path]) =>
        findingOn(manifest, {
          code: "IST0140",
          severity: "warning",
          path,
          message: `The subsets that ${other} chooses have no effect on requests from this gateway`,
          params: { other },
        }),
      );
    });
  },
});

import { hostsOverlap } from "./host-names";
import { exportScopes, hostInNamespace } from "./service-hosts";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, namespaceOf, specOf, texts } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

type Scoped = { readonly scope: string; readonly host: string; readonly owners: readonly Manifest[] };

/** VirtualServices on the mesh gateway by scope and host. */
function meshHosts(virtualServices: readonly Manifest[]): readonly Scoped[] {
  const groups = new Map<string, { scope: string; host: string; owners: Manifest[] }>();
  for (const manifest of virtualServices) {
    const { gateways, exportTo, hosts } = specOf(manifest);
    const bound = texts(gateways);
    if (bound.length > 0 && !bound.includes("mesh")) continue;
    const namespace = namespaceOf(manifest);
    for (const scope of exportScopes(texts(exportTo), namespace)) {
      for (const host of new Set(texts(hosts).map((name) => hostInNamespace(name, namespace)))) {
        const key = `${scope}/${host}`;
        const group = groups.get(key) ?? { scope, host, owners: [] };
        group.owners.push(manifest);
        groups.set(key, group);
      }
    }
  }
  return [...groups.values()];
}

/** IST0109: several VirtualServices that one caller sees take one host on the mesh gateway; one of them counts. */
export const hostShared = listRule({
  codes: ["IST0109"],
  reads: [kindKeys.virtualService],
  check: ([virtualServices]) => {
    const groups = meshHosts(virtualServices);
    const everywhere = groups.filter(({ scope }) => scope === "*");
    const exact = new Map(everywhere.map((group) => [group.host, group]));
    const wild = everywhere.filter(({ host }) => host.startsWith("*"));
    const found = new Map<Manifest, Finding>();
    for (const { scope, host, owners } of groups) {
      const general =
        scope === "*"
          ? []
          : host.startsWith("*")
            ? everywhere.filter((group) => hostsOverlap(host, group.host))
            : [exact.get(host), ...wild.filter((group) => hostsOverlap(host, group.host))];
      const rivals = new Set([...owners, ...general.flatMap((group) => group?.owners ?? [])]);
      if (rivals.size < 2) continue;
      for (const manifest of rivals) {
        if (found.has(manifest)) continue;
        const others = [...rivals]
          .filter((one) => one !== manifest)
          .map(nameOf)
          .toSorted()
          .join(", ");
        found.set(
          manifest,
          findingOn(manifest, {
            code: "IST0109",
            severity: "error",
            path: "spec.hosts",
            message: `${host} is also taken by ${others}`,
            params: { host, others },
          }),
        );
      }
    }
    return [...found.values()];
  },
});

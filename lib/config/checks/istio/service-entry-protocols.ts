import { exportScopes } from "./service-hosts";
import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, namespaceOf, numberFrom, records, specOf, text, texts } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

type Claim = {
  readonly entry: Manifest;
  readonly scope: string;
  readonly key: string;
  readonly protocol: string;
};

function claimsOf(entry: Manifest): readonly Claim[] {
  const { exportTo, hosts, ports } = specOf(entry);
  return exportScopes(texts(exportTo), namespaceOf(entry)).flatMap((scope) =>
    texts(hosts).flatMap((host) =>
      records(ports).map(({ number, protocol }) => ({
        entry,
        scope,
        key: `${host}:${numberFrom(number) ?? 0}`,
        protocol: text(protocol).toUpperCase(),
      })),
    ),
  );
}

/** IST0177: ServiceEntries that one client sees give a host's port different protocols; one of them counts. */
export const serviceEntryProtocols = listRule({
  codes: ["IST0177"],
  reads: [kindKeys.serviceEntry],
  check: ([entries]) => {
    const byScope = grouped(entries.flatMap(claimsOf), ({ scope, key }) => `${scope} ${key}`);
    const found = new Map<Manifest, Finding>();
    for (const group of byScope.values()) {
      const { scope, key } = group[0] ?? { scope: "*", key: "" };
      const seen = scope === "*" ? group : [...group, ...(byScope.get(`* ${key}`) ?? [])];
      const protocols = [...new Set(seen.map(({ protocol }) => protocol))].toSorted();
      if (protocols.length < 2) continue;
      const names = [...new Set(seen.map(({ entry }) => nameOf(entry)))].toSorted().join(", ");
      for (const { entry } of seen) {
        if (found.has(entry)) continue;
        found.set(
          entry,
          findingOn(entry, {
            code: "IST0177",
            severity: "warning",
            path: "spec.ports",
            message: `${names} give ${key} different protocols: ${protocols.join(", ")}`,
            params: { entries: names, host: key, protocols: protocols.join(", ") },
          }),
        );
      }
    }
    return [...found.values()];
  },
});

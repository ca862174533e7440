import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { nameOf, namespaceOf, numberFrom, records, specOf, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { exportedTo } from "@/lib/xds/mesh-objects";

/** Whether some namespace sees both. */
function meet(one: Manifest, other: Manifest): boolean {
  const places = [one, other].flatMap((entry) => [
    namespaceOf(entry),
    ...texts(specOf(entry)["exportTo"]).filter((target) => !/^[.*~]$/.test(target)),
  ]);
  const sees = (entry: Manifest, namespace: string) =>
    exportedTo(texts(specOf(entry)["exportTo"]), namespaceOf(entry), namespace);
  return [...places, "any other"].some((namespace) => sees(one, namespace) && sees(other, namespace));
}

/** KIA1211: several ServiceEntries that one client sees claim the same host and port. */
export const serviceEntries = listRule({
  codes: ["KIA1211"],
  reads: [keys.serviceEntry],
  check: ([entries]) => {
    const claims = new Map<string, Manifest[]>();
    return entries.flatMap((entry) =>
      texts(specOf(entry)["hosts"]).flatMap((host, index) =>
        records(specOf(entry)["ports"]).flatMap(({ number }) => {
          const key = `${host}:${numberFrom(number) ?? 0}`;
          const earlier = (claims.get(key) ?? []).filter((one) => one !== entry);
          claims.set(key, [...earlier, entry]);
          const other = earlier.find((one) => meet(one, entry));
          if (other === undefined) return [];
          return [
            findingOn(entry, {
              code: "KIA1211",
              severity: "warning",
              path: `spec.hosts[${index}]`,
              message: `${nameOf(other)} declares ${key} as well`,
              params: { host: key, other: nameOf(other) },
              evidence: [{ kind: "object", object: refFromManifest(other) }],
            }),
          ];
        }),
      ),
    );
  },
});

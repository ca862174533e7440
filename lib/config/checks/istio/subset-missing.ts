import { missingReference } from "./report";
import { routeDestinations } from "./route-destinations";
import { listRule } from "@/lib/config/checks/define-rule";
import { fullHost } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { namespaceOf, records, specOf, text } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

/** `host subset` of every subset that DestinationRules define. */
const definedSubsets = memoByIdentity(
  (rules: readonly Manifest[]): ReadonlySet<string> =>
    new Set(
      rules.flatMap((rule) => {
        const { host, subsets } = specOf(rule);
        const full = fullHost(text(host), namespaceOf(rule));
        return records(subsets).map(({ name }) => `${full} ${text(name)}`);
      }),
    ),
);

const findingsOf = memoByIdentity((manifest: Manifest, defined: ReadonlySet<string>): readonly Finding[] =>
  routeDestinations(manifest).flatMap(({ host: name, subset, path, isMirror }) => {
    if (subset === "") return [];
    const host = fullHost(name, namespaceOf(manifest));
    if (defined.has(`${host} ${subset}`)) return [];
    return [
      missingReference(manifest, {
        variant: isMirror ? "mirror_subset" : "subset",
        name: `${name}+${subset}`,
        path: `${path}.subset`,
        message: `No DestinationRule has the subset ${subset} of ${host}`,
        params: { subset, host },
      }),
    ];
  }),
);

/** IST0101: a route to a subset that no DestinationRule defines; such requests fail with 503 NC. */
export const subsetMissing = listRule({
  codes: ["IST0101"],
  reads: [kindKeys.virtualService, kindKeys.destinationRule],
  check: ([virtualServices, rules]) => {
    const defined = definedSubsets(rules);
    return virtualServices.flatMap((manifest) => findingsOf(manifest, defined));
  },
});

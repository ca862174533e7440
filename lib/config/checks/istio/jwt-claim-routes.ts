import { gatewayPods } from "./gateway-workloads";
import { meshRootNamespace } from "./mesh-settings";
import { findNamed, inNamespace } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, namespaceOf, pairs, record, records, specOf, texts } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

/** Whether the header name stands for a claim: `@request.auth.claims.group` or `@request.auth.claims[group]`. */
export function isClaim(header: string): boolean {
  return /^@request\.auth\.claims(\..+|\[.+\])$/i.test(header);
}

type ClaimRoute = { readonly claim: string; readonly path: string };

const firstClaim = memoByIdentity((manifest: Manifest): ClaimRoute | undefined => {
  for (const [index, { match }] of records(specOf(manifest)["http"]).entries()) {
    for (const [at, { headers, withoutHeaders }] of records(match).entries()) {
      const claim = [headers, withoutHeaders].flatMap((map) => Object.keys(record(map))).find(isClaim);
      if (claim !== undefined) return { claim, path: `spec.http[${index}].match[${at}]` };
    }
  }
  return undefined;
});

/** IST0149: routes by a claim of the caller's token where no RequestAuthentication reads tokens. */
export const jwtClaimRoutes = listRule({
  codes: ["IST0149"],
  reads: [kindKeys.virtualService, kindKeys.requestAuthentication, kindKeys.gateway, kindKeys.pod],
  optional: [kindKeys.configMap],
  check: ([virtualServices, authentications, gateways, pods], { objects }) => {
    const root = meshRootNamespace(objects);
    const readsTokens = (pod: Manifest): boolean =>
      [...inNamespace(authentications, root), ...inNamespace(authentications, namespaceOf(pod))].some((one) =>
        selectorMatches(pairs(record(specOf(one)["selector"])["matchLabels"]), labelsOf(pod)),
      );
    return virtualServices.flatMap((manifest) => {
      const found = firstClaim(manifest);
      if (found === undefined) return [];
      return texts(specOf(manifest)["gateways"]).flatMap((reference) => {
        const [first = "", second] = reference.split("/");
        const gateway =
          second === undefined
            ? findNamed(gateways, namespaceOf(manifest), first)
            : findNamed(gateways, first, second);
        const pod =
          gateway === undefined ? undefined : gatewayPods(gateway, pods).find((one) => !readsTokens(one));
        if (pod === undefined) return [];
        const name = pod.metadata.name;
        return [
          findingOn(manifest, {
            code: "IST0149",
            severity: "error",
            path: found.path,
            message: `The route needs ${found.claim}, but no RequestAuthentication reads tokens on ${name} of the Gateway ${reference}`,
            params: { claim: found.claim, gateway: reference, pod: name },
          }),
        ];
      });
    });
  },
});

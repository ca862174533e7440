import { destinationRuleSpec } from "@/lib/config/destination-rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";

/** A rule looks at the whole and says what is wrong; it never throws. */
export type Check = (inventory: RoutingSnapshot) => readonly Finding[];

/** A finding on `manifest`. */
export function findingOn(
  manifest: Manifest,
  finding: Pick<Finding, "code" | "severity" | "path" | "message" | "params">,
): Finding {
  return { ...finding, object: refFromManifest(manifest) };
}

/** The FQDN that `host` means in `namespace`; other hosts come back as they are. */
export function fullHost(host: string, namespace: string): string {
  const service = serviceFromHost(host, namespace);
  return service === undefined ? host : hostFromService(service);
}

/** Names of the subsets that DestinationRules give to a host. */
export function subsetsOfHost(inventory: RoutingSnapshot, host: string): ReadonlySet<string> {
  return new Set(
    inventory.destinationRules.flatMap((manifest) => {
      const spec = destinationRuleSpec(manifest);
      return fullHost(spec.host, manifest.metadata.namespace ?? "") === host
        ? (spec.subsets ?? []).map(({ name }) => name)
        : [];
    }),
  );
}

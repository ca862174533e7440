import type { StrayRule } from "@/lib/causes/evidence";
import { inapplicableRules } from "@/lib/effective/inapplicable";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { destinationRuleSchema } from "@/lib/xds/destination-rule-spec";
import { hostCovers, resolveHost } from "@/lib/xds/host";
import { parsedObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";

/**
 * DestinationRules with subsets that were probably meant for the service and do not count for the caller: of another
 * export, or of a host that is none (a short name is completed with the rule's own namespace, a typing error with
 * nothing at all).
 */
export function strayRules(objects: MeshObjects, proxy: XdsProxy, service: XdsService): readonly StrayRule[] {
  const why = new Map(
    inapplicableRules(objects, proxy, service).map(({ ref, reason }) => [objectKey(ref), reason]),
  );
  const registry = serviceRegistry(objects);
  const rules = parsedObjects(objects, "networking.istio.io/DestinationRule", destinationRuleSchema);
  return rules.flatMap(({ manifest, spec, namespace, name }): readonly StrayRule[] => {
    const subsets = (spec.subsets ?? []).map((subset) => subset.name);
    if (subsets.length === 0) return [];
    const ref: ObjectRef = { apiVersion: manifest.apiVersion, kind: "DestinationRule", namespace, name };
    const host = resolveHost(spec.host, namespace);
    if (!hostCovers(host, service.host)) {
      const isMeant =
        (spec.host === service.name || namespace === service.namespace || name === service.name) &&
        !registry.has(host) &&
        !host.includes("*");
      return isMeant ? [{ ref, subsets, host, reason: "other_host" }] : [];
    }
    const reason = why.get(objectKey(ref));
    if (reason === undefined) return [];
    return [{ ref, subsets, reason: reason === "not_exported" ? "not_exported" : "other" }];
  });
}

import { findingOn, type Check } from "@/lib/config/checks/inventory";
import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { isSelected, serviceSpec } from "@/lib/config/kubernetes-service";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { serviceOf } from "@/lib/routing/snapshot";

/** IST0173: a subset of a service selects none of its pods; requests to it fail with 503 UH. */
export const checkSubsetWithoutPods: Check = (inventory) =>
  inventory.destinationRules.flatMap((manifest) => {
    const { host, subsets } = destinationRuleSpec(manifest);
    const name = serviceFromHost(host, manifest.metadata.namespace ?? "");
    const service = name === undefined ? undefined : serviceOf(inventory, name);
    const { selector } = service === undefined ? { selector: {} } : serviceSpec(service);
    // A service without a selector has endpoints that somebody else lists.
    if (name === undefined || Object.keys(selector).length === 0) return [];
    const pods = inventory.pods.filter(
      ({ metadata }) => metadata.namespace === name.namespace && isSelected(selector, metadata.labels ?? {}),
    );
    return (subsets ?? []).flatMap((subset, index) => {
      const labels = Object.entries(subset.labels ?? {});
      const hit = pods.some(({ metadata }) =>
        labels.every(([key, value]) => metadata.labels?.[key] === value),
      );
      if (hit) return [];
      return [
        findingOn(manifest, {
          code: "IST0173",
          severity: "warning",
          path: `spec.subsets[${index}]`,
          message: `The subset ${subset.name} selects no pod of ${host}`,
          params: { subset: subset.name, host },
        }),
      ];
    });
  });

import { destinationsOf } from "@/lib/config/checks/destinations";
import { findingOn, fullHost, subsetsOfHost, type Check } from "@/lib/config/checks/inventory";

/** IST0101 (host and subset): a route sends to a subset that no DestinationRule has; such requests fail with 503 NC. */
export const checkSubsetMissing: Check = (inventory) =>
  inventory.virtualServices.flatMap((manifest) =>
    destinationsOf(manifest).flatMap(({ path, destination, weight }) => {
      const subset = destination.subset ?? "";
      const host = fullHost(destination.host, manifest.metadata.namespace ?? "");
      if (subset === "" || subsetsOfHost(inventory, host).has(subset)) return [];
      return [
        findingOn(manifest, {
          code: "IST0101",
          severity: weight === 0 ? "warning" : "error",
          path: `${path}.destination.subset`,
          message: `No DestinationRule has the subset ${subset} of ${host}`,
          params: { subset, host },
        }),
      ];
    }),
  );

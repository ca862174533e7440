import { findingOn, type Check } from "@/lib/config/checks/inventory";
import { listKeys } from "@/lib/config/list-keys";
import { isCatchAll, virtualServiceSpec } from "@/lib/config/virtual-service";

/** IST0130: a route behind one that takes every request is never reached. */
export const checkRouteShadowed: Check = ({ virtualServices }) =>
  virtualServices.flatMap((manifest) => {
    const http = virtualServiceSpec(manifest).http ?? [];
    const names = listKeys("http", http);
    const first = http.findIndex(isCatchAll);
    if (first < 0) return [];
    return http.slice(first + 1).map((_, offset) => {
      const index = first + 1 + offset;
      return findingOn(manifest, {
        code: "IST0130",
        severity: "warning",
        path: `spec.http[${index}]`,
        message: `No request reaches this route: ${names[first] ?? "an earlier one"} takes them all`,
        params: { route: names[index] ?? "", winner: names[first] ?? "" },
      });
    });
  });

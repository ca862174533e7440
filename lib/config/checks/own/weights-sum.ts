import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { virtualServiceSpec } from "@/lib/config/virtual-service";

const key = "networking.istio.io/VirtualService";

/** HD0001: several destinations whose weights do not add up to 100. Istio takes them as parts of their sum. */
export const weightsSum: Rule = {
  codes: ["HD0001"],
  reads: [key],
  check: ({ objects }) =>
    (objects[key] ?? []).flatMap((manifest) => {
      const spec = virtualServiceSpec(manifest);
      return (["http", "tcp", "tls"] as const).flatMap((kind) =>
        (spec[kind] ?? []).flatMap((route, index) => {
          const routes = route.route ?? [];
          const sum = routes.reduce((total, { weight }) => total + (weight ?? 0), 0);
          if (routes.length < 2 || sum === 100) return [];
          return [
            findingOn(manifest, {
              code: "HD0001",
              severity: sum === 0 ? "error" : "warning",
              path: `spec.${kind}[${index}].route`,
              message: `The weights add up to ${sum}, not 100`,
              params: { sum: `${sum}` },
            }),
          ];
        }),
      );
    }),
};

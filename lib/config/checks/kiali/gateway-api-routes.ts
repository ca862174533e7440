import { findNamed } from "@/lib/config/checks/istio/selectors";
import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const routes = [keys.httpRoute, keys.grpcRoute, keys.tcpRoute, keys.tlsRoute] as const;

/** KIA1401, KIA1402: routes of Gateway API that hang on no Gateway or send to no Service. */
export const gatewayApiRoutes: Rule = {
  codes: ["KIA1401", "KIA1402"],
  reads: [...routes, keys.kubernetesGateway, keys.service, keys.serviceEntry],
  check: (inventory) =>
    routes.flatMap((key) =>
      (inventory.objects[key] ?? []).flatMap((route) => [
        ...missingParents(route, inventory),
        // Backends of HTTPRoutes are Istio's own finding.
        ...(key === keys.httpRoute ? [] : missingBackends(route, inventory)),
      ]),
    ),
};

const isOf = (ref: Loose, kind: string, group: string): boolean =>
  (text(ref["kind"]) || kind) === kind && (ref["group"] === undefined || ref["group"] === group);

function missingParents(route: Manifest, { objects }: Inventory): readonly Finding[] {
  const gateways = objects[keys.kubernetesGateway];
  if (gateways === undefined) return [];
  return records(specOf(route)["parentRefs"]).flatMap((ref, index) => {
    const name = text(ref["name"]);
    const namespace = text(ref["namespace"]) || namespaceOf(route);
    const isGateway = isOf(ref, "Gateway", "gateway.networking.k8s.io");
    if (!isGateway || findNamed(gateways, namespace, name) !== undefined) return [];
    return [
      findingOn(route, {
        code: "KIA1401",
        severity: "error",
        path: `spec.parentRefs[${index}]`,
        message: `There is no Gateway ${namespace}/${name}`,
        params: { gateway: `${namespace}/${name}` },
      }),
    ];
  });
}

function missingBackends(route: Manifest, { objects }: Inventory): readonly Finding[] {
  const services = objects[keys.service];
  if (services === undefined) return [];
  return records(specOf(route)["rules"]).flatMap(({ backendRefs }, rule) =>
    records(backendRefs).flatMap((ref, index) => {
      const name = text(ref["name"]);
      const namespace = text(ref["namespace"]) || namespaceOf(route);
      if (!isOf(ref, "Service", "") || findNamed(services, namespace, name) !== undefined) return [];
      return [
        findingOn(route, {
          code: "KIA1402",
          severity: "error",
          path: `spec.rules[${rule}].backendRefs[${index}]`,
          message: `There is no Service ${namespace}/${name}`,
          params: { service: `${namespace}/${name}` },
        }),
      ];
    }),
  );
}

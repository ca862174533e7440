import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { resolveHost } from "@/lib/xds/host";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { destinationRulesIn, fullName, httpRoutesIn, keys } from "./mesh-kinds";
import { podsWith } from "./workloads";

/** Whether a route sends requests to the subset, and from where. */
function routedFrom(objects: MeshObjects, host: string, subset: string) {
  return httpRoutesIn(objects).find(({ virtual, route }) =>
    (route.route ?? []).some(
      ({ destination, weight }) =>
        destination.subset === subset &&
        weight !== 0 &&
        resolveHost(destination.host, virtual.namespace) === host,
    ),
  );
}

/** HD0006: a subset has pods, but none that is ready. A subset without pods is Istio's own finding (IST0173). */
export const subsetNotReady: Rule = {
  codes: ["HD0006"],
  reads: [keys.destinationRule, keys.virtualService, keys.service, keys.pod],
  check: ({ objects }) =>
    destinationRulesIn(objects).flatMap((rule) => {
      const host = resolveHost(rule.spec.host, rule.namespace);
      const service = serviceRegistry(objects).get(host);
      const { selector } = service ?? {};
      if (service === undefined || selector === undefined || Object.keys(selector).length === 0) return [];
      const pods = podsWith(objects, service.namespace, selector);
      return (rule.spec.subsets ?? []).flatMap((subset, index) => {
        const own = pods?.filter((pod) => selectorMatches(subset.labels, pod.labels)) ?? [];
        if (own.length === 0 || own.some((pod) => pod.isReady)) return [];
        const route = routedFrom(objects, host, subset.name);
        return [
          {
            ...findingOn(rule.manifest, {
              code: "HD0006",
              severity: route === undefined ? "warning" : "error",
              path: `spec.subsets[${index}]`,
              message: `None of the ${own.length} pods of the subset ${subset.name} of ${host} is ready`,
              params: { subset: subset.name, host, count: `${own.length}` },
            }),
            evidence: [
              ...own.slice(0, 5).map((pod) => ({ kind: "object" as const, object: pod.ref })),
              ...(route === undefined
                ? []
                : [
                    {
                      kind: "fact" as const,
                      label: "route",
                      value: `${fullName(route.virtual)} ${route.path}`,
                    },
                  ]),
            ],
          },
        ];
      });
    }),
};

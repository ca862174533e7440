import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { resolveHost } from "@/lib/xds/host";
import { serviceRegistry } from "@/lib/xds/service-registry";
import type { HttpRouteSpec } from "@/lib/xds/virtual-service-spec";
import { httpRoutesIn, keys } from "./mesh-kinds";
import { podsWith } from "./workloads";

function mirrorsOf(route: HttpRouteSpec) {
  return [
    ...(route.mirror === undefined ? [] : [{ destination: route.mirror, path: "mirror" }]),
    ...(route.mirrors ?? []).map(({ destination }, index) => ({ destination, path: `mirrors[${index}]` })),
  ];
}

/** HD0015: copies of requests go to a service without a ready pod. */
export const mirrorNowhere: Rule = {
  codes: ["HD0015"],
  reads: [keys.virtualService, keys.service, keys.pod],
  check: ({ objects }) =>
    httpRoutesIn(objects).flatMap((at) =>
      mirrorsOf(at.route).flatMap(({ destination, path }) => {
        const host = resolveHost(destination.host, at.virtual.namespace);
        const service = serviceRegistry(objects).get(host);
        const { selector } = service ?? {};
        if (service === undefined || selector === undefined || Object.keys(selector).length === 0) return [];
        const pods = podsWith(objects, service.namespace, selector);
        if (pods === undefined || pods.some((pod) => pod.isReady)) return [];
        return [
          findingOn(at.virtual.manifest, {
            code: "HD0015",
            severity: "warning",
            path: `${at.path}.${path}`,
            message: `Requests are mirrored to ${host}, which has no ready pod`,
            params: { host },
            evidence: [{ kind: "fact", label: "pods", value: `0 / ${pods.length}` }],
          }),
        ];
      }),
    ),
};

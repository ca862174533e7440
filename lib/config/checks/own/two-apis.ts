import { findingOn, fullHost } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { isAttachedToService } from "@/lib/config/http-route";
import { isMeshBound, virtualServiceSpec } from "@/lib/config/virtual-service";
import { serviceFromHost } from "@/lib/mesh/service-host";

const virtualServices = "networking.istio.io/VirtualService";
const httpRoutes = "gateway.networking.k8s.io/HTTPRoute";

/** HD0002: a VirtualService and an HTTPRoute decide for one service; which one wins is not defined. */
export const twoApis: Rule = {
  codes: ["HD0002"],
  reads: [virtualServices, httpRoutes],
  check: ({ objects }) =>
    (objects[virtualServices] ?? []).flatMap((manifest) => {
      const spec = virtualServiceSpec(manifest);
      const namespace = manifest.metadata.namespace ?? "";
      if (!isMeshBound(spec)) return [];
      return spec.hosts.flatMap((name) => {
        const service = serviceFromHost(name, namespace);
        const route =
          service === undefined
            ? undefined
            : (objects[httpRoutes] ?? []).find((one) => isAttachedToService(one, service));
        if (route === undefined) return [];
        const host = fullHost(name, namespace);
        const other = `${route.metadata.namespace ?? ""}/${route.metadata.name}`;
        return [
          findingOn(manifest, {
            code: "HD0002",
            severity: "error",
            path: "spec.hosts",
            message: `${host} has the HTTPRoute ${other} as well`,
            params: { host, route: other },
          }),
        ];
      });
    }),
};

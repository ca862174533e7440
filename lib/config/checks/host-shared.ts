import { findingOn, fullHost, type Check } from "@/lib/config/checks/inventory";
import { isAttachedToService } from "@/lib/config/http-route";
import type { Manifest } from "@/lib/config/manifest";
import { isMeshBound, virtualServiceSpec } from "@/lib/config/virtual-service";
import { serviceFromHost } from "@/lib/mesh/service-host";

const meshHosts = (manifest: Manifest): readonly string[] => {
  const spec = virtualServiceSpec(manifest);
  return isMeshBound(spec) ? spec.hosts.map((host) => fullHost(host, manifest.metadata.namespace ?? "")) : [];
};

/** IST0109: several VirtualServices take one host on the mesh gateway; only the oldest one's routes count. */
export const checkHostShared: Check = ({ virtualServices }) => {
  const byHost = new Map<string, Manifest[]>();
  for (const manifest of virtualServices) {
    for (const host of new Set(meshHosts(manifest))) {
      byHost.set(host, [...(byHost.get(host) ?? []), manifest]);
    }
  }
  return [...byHost].flatMap(([host, manifests]) =>
    manifests.length < 2
      ? []
      : manifests.map((manifest) => {
          const others = manifests
            .filter((other) => other !== manifest)
            .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`)
            .join(", ");
          return findingOn(manifest, {
            code: "IST0109",
            severity: "error",
            path: "spec.hosts",
            message: `${host} is also taken by ${others}`,
            params: { host, others },
          });
        }),
  );
};

/** HD0002: a VirtualService and an HTTPRoute decide for one service; which one wins is not defined. */
export const checkTwoApis: Check = ({ virtualServices, httpRoutes }) =>
  virtualServices.flatMap((manifest) =>
    meshHosts(manifest).flatMap((host) => {
      const service = serviceFromHost(host, manifest.metadata.namespace ?? "");
      const route =
        service === undefined ? undefined : httpRoutes.find((one) => isAttachedToService(one, service));
      if (route === undefined) return [];
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
    }),
  );

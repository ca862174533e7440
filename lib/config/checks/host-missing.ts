import { destinationsOf } from "@/lib/config/checks/destinations";
import { findingOn, type Check } from "@/lib/config/checks/inventory";
import { isRecord } from "@/lib/config/clean-manifest";
import { httpRouteSpec } from "@/lib/config/http-route";
import type { Manifest } from "@/lib/config/manifest";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { serviceOf, type RoutingSnapshot } from "@/lib/routing/snapshot";

function entryHosts({ serviceEntries }: RoutingSnapshot): readonly string[] {
  return serviceEntries.flatMap((entry) => {
    const hosts = isRecord(entry.spec) ? entry.spec["hosts"] : undefined;
    return Array.isArray(hosts) ? hosts.filter((host) => typeof host === "string") : [];
  });
}

const coversHost = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));

/** IST0101 (host): a route sends to a host that is neither a Service nor in a ServiceEntry. */
export const checkHostMissing: Check = (inventory) => {
  const entries = entryHosts(inventory);
  const found = (host: string, namespace: string): boolean => {
    const service = serviceFromHost(host, namespace);
    return (
      (service !== undefined && serviceOf(inventory, service) !== undefined) ||
      entries.some((pattern) => coversHost(pattern, host))
    );
  };
  const missing = (manifest: Manifest, path: string, host: string) =>
    findingOn(manifest, {
      code: "IST0101-host",
      severity: "error",
      path,
      message: `${host} is neither a Service nor the host of a ServiceEntry`,
      params: { host },
    });
  return [
    ...inventory.virtualServices.flatMap((manifest) =>
      destinationsOf(manifest)
        .filter(({ destination }) => !found(destination.host, manifest.metadata.namespace ?? ""))
        .map(({ path, destination }) => missing(manifest, `${path}.destination.host`, destination.host)),
    ),
    ...inventory.httpRoutes.flatMap((manifest) =>
      (httpRouteSpec(manifest).rules ?? []).flatMap((rule, index) =>
        (rule.backendRefs ?? []).flatMap((backend, at) => {
          const namespace = backend.namespace ?? manifest.metadata.namespace ?? "";
          if ((backend.kind ?? "Service") !== "Service") return [];
          if (serviceOf(inventory, { namespace, name: backend.name }) !== undefined) return [];
          return [
            missing(manifest, `spec.rules[${index}].backendRefs[${at}]`, `${backend.name}.${namespace}`),
          ];
        }),
      ),
    ),
  ];
};

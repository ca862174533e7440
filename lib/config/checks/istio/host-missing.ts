import { destinationsOf, type RoutedDestination } from "@/lib/config/checks/destinations";
import { findingOn, type Check } from "@/lib/config/checks/inventory";
import { isRecord } from "@/lib/config/clean-manifest";
import { httpRouteSpec } from "@/lib/config/http-route";
import { serviceSpec } from "@/lib/config/kubernetes-service";
import type { Manifest } from "@/lib/config/manifest";
import { isExportedTo, virtualServiceSpec } from "@/lib/config/virtual-service";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { serviceOf, type RoutingSnapshot } from "@/lib/routing/snapshot";

const exportAnnotation = "networking.istio.io/exportTo";

function entryHosts({ serviceEntries }: RoutingSnapshot, from: string): readonly string[] {
  return serviceEntries.flatMap((entry) => {
    const strings = (field: string) => {
      const list = isRecord(entry.spec) ? entry.spec[field] : undefined;
      return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
    };
    return isExportedTo(strings("exportTo"), entry.metadata.namespace ?? "", from) ? strings("hosts") : [];
  });
}

const coversHost = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));

/** Namespaces whose callers take the VirtualService's routes; its own when it says nothing definite. */
function audience(manifest: Manifest): readonly string[] {
  const own = manifest.metadata.namespace ?? "";
  const named = (virtualServiceSpec(manifest).exportTo ?? []).filter((scope) => scope !== "*");
  return named.length === 0 ? [own] : named.map((scope) => (scope === "." ? own : scope));
}

/** What is wrong with a destination: its host, or a port that the service does not have. */
function fault(
  inventory: RoutingSnapshot,
  manifest: Manifest,
  { destination }: RoutedDestination,
): "host" | "port" | undefined {
  const named = serviceFromHost(destination.host, manifest.metadata.namespace ?? "");
  const service = named === undefined ? undefined : serviceOf(inventory, named);
  if (service !== undefined) {
    const exportTo = service.metadata.annotations?.[exportAnnotation]
      ?.split(",")
      .map((scope) => scope.trim());
    const isSeen = audience(manifest).every((from) =>
      isExportedTo(exportTo, service.metadata.namespace ?? "", from),
    );
    if (!isSeen) return "host";
    const number = destination.port?.number;
    const { ports } = serviceSpec(service);
    return number === undefined || ports.some(({ port }) => port === number) ? undefined : "port";
  }
  const isEntry = audience(manifest).every((from) =>
    entryHosts(inventory, from).some((pattern) => coversHost(pattern, destination.host)),
  );
  return isEntry ? undefined : "host";
}

/** IST0101 (host, port): a route sends to what is neither a visible Service with that port nor in a ServiceEntry. */
export const checkHostMissing: Check = (inventory) => [
  ...inventory.virtualServices.flatMap((manifest) =>
    destinationsOf(manifest).flatMap((routed) => {
      const wrong = fault(inventory, manifest, routed);
      const port = wrong === "port" ? `:${routed.destination.port?.number ?? ""}` : "";
      return wrong === undefined
        ? []
        : [missing(manifest, `${routed.path}.destination.${wrong}`, `${routed.destination.host}${port}`)];
    }),
  ),
  ...inventory.httpRoutes.flatMap((manifest) => missingBackends(inventory, manifest)),
];

function missingBackends(inventory: RoutingSnapshot, manifest: Manifest) {
  return (httpRouteSpec(manifest).rules ?? []).flatMap((rule, index) =>
    (rule.backendRefs ?? []).flatMap((backend, at) => {
      const namespace = backend.namespace ?? manifest.metadata.namespace ?? "";
      if ((backend.kind ?? "Service") !== "Service") return [];
      if (serviceOf(inventory, { namespace, name: backend.name }) !== undefined) return [];
      return [missing(manifest, `spec.rules[${index}].backendRefs[${at}]`, `${backend.name}.${namespace}`)];
    }),
  );
}

function missing(manifest: Manifest, path: string, host: string) {
  return findingOn(manifest, {
    code: "IST0101-host",
    severity: "error",
    path,
    message: `${host} is neither a Service that the callers see nor the host of a ServiceEntry`,
    params: { host },
  });
}

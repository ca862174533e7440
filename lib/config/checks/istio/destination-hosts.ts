import { missingReference } from "./report";
import { routeDestinations, type RouteDestination } from "./route-destinations";
import { findHost, hostIndex, placeOf, type HostIndex } from "./service-hosts";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

function findingOf(
  manifest: Manifest,
  { host, path, port, isMirror }: RouteDestination,
  index: HostIndex,
): Finding | undefined {
  const target = findHost(index, placeOf(manifest), host);
  if (target === undefined) {
    return missingReference(manifest, {
      variant: isMirror ? "mirror_host" : "host",
      name: host,
      path: `${path}.host`,
      message: `${host === "" ? "A destination without a host" : `The host ${host}`} is neither a Service nor in a ServiceEntry that callers see`,
    });
  }
  const ports = target.ports.join(", ");
  if (port === undefined) {
    if (target.ports.length < 2) return undefined;
    return findingOn(manifest, {
      code: "IST0112",
      severity: "error",
      path,
      message: `${host} has several ports (${ports}): the destination must name one`,
      params: { host, ports },
    });
  }
  if (target.ports.includes(port)) return undefined;
  return missingReference(manifest, {
    variant: "port",
    name: `${host}:${port}`,
    path: `${path}.port.number`,
    message: `${host} has no port ${port}, but ${ports === "" ? "none" : ports}`,
    params: { host, port: `${port}`, ports },
  });
}

const findingsOf = memoByIdentity((manifest: Manifest, index: HostIndex): readonly Finding[] =>
  routeDestinations(manifest).flatMap((destination) => findingOf(manifest, destination, index) ?? []),
);

/** IST0101, IST0112: routes to hosts or ports that nobody has, or to a host of many ports without naming one. */
export const destinationHosts = listRule({
  codes: ["IST0101", "IST0112"],
  reads: [kindKeys.virtualService, kindKeys.service, kindKeys.serviceEntry],
  check: ([virtualServices, services, entries]) => {
    const index = hostIndex(services, entries);
    return virtualServices.flatMap((manifest) => findingsOf(manifest, index));
  },
});

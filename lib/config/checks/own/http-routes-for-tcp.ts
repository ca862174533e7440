import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { hostsOf, isForMesh, keys, virtualServicesIn } from "./mesh-kinds";

/** HD0021: HTTP routes for a service all of whose ports are TCP: its connections never meet them. */
export const httpRoutesForTcp: Rule = {
  codes: ["HD0021"],
  reads: [keys.virtualService, keys.service, keys.serviceEntry],
  check: ({ objects }) =>
    virtualServicesIn(objects).flatMap((virtual) => {
      if (!isForMesh(virtual) || (virtual.spec.http ?? []).length === 0) return [];
      return hostsOf(virtual).flatMap((host) => {
        const ports = serviceRegistry(objects).get(host)?.ports ?? [];
        const isTcp =
          ports.length > 0 && ports.every(({ protocol }) => protocol === "tcp" || protocol === "tls");
        if (!isTcp) return [];
        const names = ports.map(({ name, number }) => name || `${number}`).join(", ");
        return [
          findingOn(virtual.manifest, {
            code: "HD0021",
            severity: "warning",
            path: "spec.http",
            message: `The ports of ${host} (${names}) carry TCP: HTTP routes do nothing`,
            params: { host, ports: names },
          }),
        ];
      });
    }),
};

import { gatewayPods, noWorkload } from "./gateway-workloads";
import { inNamespace, printSelector } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import {
  labelsOf,
  namespaceOf,
  numberFrom,
  pairs,
  record,
  records,
  specOf,
  text,
} from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

/** Ports on which a service reaches its pods, and its own ports that are translated to those. */
function reachablePorts(service: Manifest): readonly number[] {
  return records(specOf(service)["ports"]).flatMap(({ port, targetPort, protocol }) => {
    // The API server writes TCP where nothing is said.
    if ((text(protocol) || "TCP") !== "TCP") return [];
    const own = numberFrom(port);
    const target = numberFrom(targetPort) ?? (Number.parseInt(text(targetPort), 10) || 0);
    return [own, target === 0 ? undefined : target].flatMap((number) => number ?? []);
  });
}

function portsOf(pods: readonly Manifest[], services: readonly Manifest[]): ReadonlySet<number> {
  const selecting = new Set(
    pods.flatMap((pod) =>
      inNamespace(services, namespaceOf(pod)).filter((service) =>
        selectorMatches(pairs(specOf(service)["selector"]), labelsOf(pod)),
      ),
    ),
  );
  return new Set([...selecting].flatMap(reachablePorts));
}

/** IST0101, IST0162: a Gateway that selects no pod, or listens on a port that no service of its pods has. */
export const gatewayPorts = listRule({
  codes: ["IST0101", "IST0162"],
  reads: [kindKeys.gateway, kindKeys.pod, kindKeys.service],
  saysOnce: true,
  check: ([gateways, pods, services]) =>
    gateways.flatMap((gateway): readonly Finding[] => {
      const own = gatewayPods(gateway, pods);
      if (own.length === 0) return [noWorkload(gateway)];
      const known = portsOf(own, services);
      const selector = printSelector(pairs(specOf(gateway)["selector"]));
      return records(specOf(gateway)["servers"]).flatMap(({ port }, at) => {
        const number = numberFrom(record(port)["number"]);
        if (number === undefined || known.has(number)) return [];
        return [
          findingOn(gateway, {
            code: "IST0162",
            severity: "warning",
            path: `spec.servers[${at}].port.number`,
            message: `No service of the pods ${selector} has the port ${number}`,
            params: { port: `${number}`, selector },
          }),
        ];
      });
    }),
});

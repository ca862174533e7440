import { isControlPlanePart } from "./in-mesh";
import { servicePortProtocol } from "./protocols";
import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, namespaceOf, numberFrom, records, specOf, text } from "@/lib/config/checks/loose";

const managed = ["istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller"];
const systemNamespaces = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/** IST0118, IST0150: ports of services whose protocol Istio must guess, because no name says it. */
export const portNames = objectRule({
  codes: ["IST0118", "IST0150"],
  reads: [kindKeys.service],
  check: (service) => {
    const isOurs = !isControlPlanePart(service) && !systemNamespaces.includes(namespaceOf(service));
    if (!isOurs || managed.includes(labelsOf(service)["gateway.istio.io/managed"] ?? "")) return [];
    const { ports, type } = specOf(service);
    const isExternal = type === "ExternalName";
    return records(ports).flatMap((port, at) => {
      const number = numberFrom(port["port"]) ?? 0;
      const name = text(port["name"]);
      const transport = text(port["protocol"]);
      const appProtocol = typeof port["appProtocol"] === "string" ? port["appProtocol"] : undefined;
      const protocol = servicePortProtocol({ number, name, transport, appProtocol });
      if (protocol !== undefined && !(isExternal && name === "tcp")) return [];
      const path = `spec.ports[${at}].name`;
      if (isExternal) {
        return [
          findingOn(service, {
            code: "IST0150",
            severity: "warning",
            path,
            message: `The port ${name} of an ExternalName service says no protocol: it takes all TCP traffic on ${number}`,
            params: { name, port: `${number}` },
          }),
        ];
      }
      return [
        findingOn(service, {
          code: "IST0118",
          severity: "info",
          path,
          message: `The name ${name === "" ? "of port" : name} (${number}) begins with no protocol: Istio detects it by the first bytes`,
          params: {
            name,
            port: `${number}`,
            targetPort: `${numberFrom(port["targetPort"]) ?? text(port["targetPort"])}`,
          },
        }),
      ];
    });
  },
});

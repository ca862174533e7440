import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, text } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { podsWith } from "@/lib/config/checks/own/workloads";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import { serviceSpec, type ServicePort } from "@/lib/config/kubernetes-service";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const known = new Set(
  "http http2 https grpc grpc-web grpc-web-text tcp tls udp mongo mysql redis hbone h2c ws wss kubernetes.io/h2c kubernetes.io/ws kubernetes.io/wss".split(
    " ",
  ),
);

/** KIA0602: an appProtocol that Istio does not know; KIA0701: a named target port that no pod of the service has. */
export const servicePorts: Rule = {
  codes: ["KIA0602", "KIA0701"],
  reads: [keys.service, keys.pod],
  check: (inventory) =>
    (inventory.objects[keys.service] ?? []).flatMap((service) =>
      serviceSpec(service).ports.flatMap((port, index) => [
        ...strangeProtocol(service, port, index),
        ...unservedPort(service, port, index, inventory),
      ]),
    ),
};

function strangeProtocol(service: Manifest, port: ServicePort, index: number): readonly Finding[] {
  const { appProtocol } = port;
  if (appProtocol === undefined || known.has(appProtocol.toLowerCase())) return [];
  return [
    findingOn(service, {
      code: "KIA0602",
      severity: "error",
      path: `spec.ports[${index}].appProtocol`,
      message: `Istio does not know the appProtocol ${appProtocol}: the port carries plain TCP for it`,
      params: { protocol: appProtocol },
    }),
  ];
}

/** Numbers are left alone: a container may listen where it declares nothing. A name without a port goes nowhere. */
function unservedPort(
  service: Manifest,
  { targetPort }: ServicePort,
  index: number,
  { objects }: Inventory,
): readonly Finding[] {
  const { selector } = serviceSpec(service);
  if (typeof targetPort !== "string" || Object.keys(selector).length === 0) return [];
  const pods = podsWith(objects, namespaceOf(service), selector) ?? [];
  const isServed = pods.some(({ manifest }) =>
    records(record(specOf(manifest))["containers"]).some(({ ports }) =>
      records(ports).some(({ name }) => text(name) === targetPort),
    ),
  );
  if (pods.length === 0 || isServed) return [];
  return [
    findingOn(service, {
      code: "KIA0701",
      severity: "warning",
      path: `spec.ports[${index}].targetPort`,
      message: `No container of the service's pods has a port named ${targetPort}`,
      params: { port: targetPort },
    }),
  ];
}

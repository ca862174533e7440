import { ambientState, waypointWanted } from "./ambient";
import { findNamed } from "@/lib/config/checks/istio/selectors";
import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { resolveHost } from "@/lib/xds/host";
import { serviceRegistry } from "@/lib/xds/service-registry";

type Codes = { readonly waypoint: string; readonly service: string; readonly namespace: string };

const destinationRuleCodes: Codes = { waypoint: "KIA0210", service: "KIA0211", namespace: "KIA0212" };
const virtualServiceCodes: Codes = { waypoint: "KIA1109", service: "KIA1113", namespace: "KIA1114" };

/** Whether the rule asks for more than connections, which is all that ztunnel makes. */
function isForRequests(rule: Manifest): boolean {
  const spec = specOf(rule);
  const policies = [
    spec["trafficPolicy"],
    ...records(spec["subsets"]).map(({ trafficPolicy }) => trafficPolicy),
  ];
  return (
    records(spec["subsets"]).length > 0 ||
    policies.some((policy) => {
      const { connectionPool, outlierDetection, loadBalancer } = record(policy);
      return (
        record(connectionPool)["http"] !== undefined ||
        outlierDetection !== undefined ||
        loadBalancer !== undefined
      );
    })
  );
}

/**
 * KIA0210 to KIA0212, KIA1109, KIA1113, KIA1114: routing of requests to a service in an ambient namespace is the work of
 * the service's waypoint, which reads objects of its own namespace.
 */
export const ambientRouting: Rule = {
  codes: [...Object.values(destinationRuleCodes), ...Object.values(virtualServiceCodes)],
  reads: [
    keys.destinationRule,
    keys.virtualService,
    keys.service,
    keys.serviceEntry,
    keys.namespace,
    keys.kubernetesGateway,
  ],
  check: (inventory) => [
    ...(inventory.objects[keys.destinationRule] ?? [])
      .filter(isForRequests)
      .flatMap((rule) => judge(rule, [text(specOf(rule)["host"])], destinationRuleCodes, inventory)),
    ...(inventory.objects[keys.virtualService] ?? []).flatMap((virtual) => {
      const { hosts, gateways, http } = specOf(virtual);
      const isForMesh = texts(gateways).length === 0 || texts(gateways).includes("mesh");
      return isForMesh && records(http).length > 0
        ? judge(virtual, texts(hosts), virtualServiceCodes, inventory)
        : [];
    }),
  ],
};

function judge(
  manifest: Manifest,
  hosts: readonly string[],
  codes: Codes,
  { objects }: Inventory,
): readonly Finding[] {
  return hosts.flatMap((name) => {
    const host = resolveHost(name, namespaceOf(manifest));
    const service = serviceRegistry(objects).get(host);
    if (service === undefined || service.registry !== "Kubernetes") return [];
    const state = ambientState(objects, service.namespace);
    if (state === undefined || state === "no") return [];
    const own = findNamed(objects[keys.service] ?? [], service.namespace, service.name);
    const namespace = findNamed(objects[keys.namespace] ?? [], "", service.namespace);
    const isBound = [own, namespace].some((one) => one !== undefined && waypointWanted(one) !== undefined);
    const code =
      state === "no_waypoint" && !isBound
        ? codes.waypoint
        : isBound
          ? namespaceOf(manifest) === service.namespace
            ? undefined
            : codes.namespace
          : codes.service;
    if (code === undefined) return [];
    const messages: Readonly<Record<string, string>> = {
      [codes.waypoint]: `Requests to ${host} pass no waypoint: in ambient mode ${manifest.kind} needs one`,
      [codes.service]: `${host} does not use the waypoint of its namespace: ${manifest.kind} does nothing`,
      [codes.namespace]: `The waypoint of ${host} reads only objects of ${service.namespace}`,
    };
    return [
      findingOn(manifest, {
        code,
        severity: "warning",
        path: manifest.kind === "DestinationRule" ? "spec.host" : "spec.hosts",
        message: messages[code] ?? "",
        params: { kind: manifest.kind, host, namespace: service.namespace },
      }),
    ];
  });
}

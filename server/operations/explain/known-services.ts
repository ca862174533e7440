import type { Manifest } from "@/lib/config/manifest";
import { hostFromService } from "@/lib/mesh/service-host";
import type { FlowService } from "@/lib/proxies/explain-flow/flow-facts";
import { waypointOfService } from "@/server/operations/explain/service-waypoint";
import {
  fieldAt,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

/** Services of Kubernetes with their addresses, ports and selectors; a named port is looked up in `pods`. */
export function servicesFromObjects(
  services: readonly Manifest[],
  pods: readonly Manifest[],
  namespaces: readonly Manifest[] = [],
): readonly FlowService[] {
  return services.map((service) => {
    const { metadata, spec, status } = service;
    const waypoint = waypointOfService(service, namespaces, pods);
    const namespace = metadata.namespace ?? "";
    const selector = textValues(objectField(spec, "selector"));
    const single = textField(spec, "clusterIP");
    const ips = textsField(spec, "clusterIPs");
    const ingress = itemsField(fieldAt(status, "loadBalancer"), "ingress").map(
      (one) => textField(one, "ip") ?? "",
    );
    const addresses = [
      ...(ips.length > 0 ? ips : [single ?? ""]),
      ...textsField(spec, "externalIPs"),
      ...ingress,
    ];
    return {
      host: hostFromService({ namespace, name: metadata.name }),
      namespace,
      name: metadata.name,
      addresses: addresses.filter((address) => address !== "" && address !== "None"),
      ports: itemsField(spec, "ports").map((port) => portOf(port, podOf(pods, namespace, selector))),
      selector,
      ...(waypoint === undefined ? {} : { waypoint }),
    };
  });
}

function podOf(pods: readonly Manifest[], namespace: string, selector: Readonly<Record<string, string>>) {
  const wanted = Object.entries(selector);
  if (wanted.length === 0) return undefined;
  return pods.find(
    ({ metadata }) =>
      metadata.namespace === namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
  );
}

function portOf(port: unknown, pod: Manifest | undefined): FlowService["ports"][number] {
  const own = numberField(port, "port") ?? 0;
  const target = fieldAt(port, "targetPort");
  if (target === undefined) return { port: own, targetPort: own };
  if (typeof target === "number") return { port: own, targetPort: target };
  const named = itemsField(pod?.spec, "containers")
    .flatMap((container) => itemsField(container, "ports"))
    .find((each) => textField(each, "name") === target);
  const found = numberField(named, "containerPort");
  return found === undefined ? { port: own } : { port: own, targetPort: found };
}

/** Hosts of ServiceEntries with their addresses, those that istiod has given among them. */
export function servicesFromEntries(entries: readonly Manifest[]): readonly FlowService[] {
  return entries.flatMap(({ metadata, spec, status }) => {
    const given = itemsField(status, "addresses").map((one) => ({
      host: textField(one, "host") ?? "",
      address: textField(one, "value") ?? "",
    }));
    return textsField(spec, "hosts").map((host) => ({
      host,
      namespace: metadata.namespace ?? "",
      name: metadata.name,
      addresses: [
        ...textsField(spec, "addresses").filter((address) => !address.includes("/")),
        ...given.filter((one) => one.host === host || one.host === "").map(({ address }) => address),
      ],
      ports: itemsField(spec, "ports").map((port) => ({ port: numberField(port, "number") ?? 0 })),
    }));
  });
}

export function textValues(value: unknown): Readonly<Record<string, string>> {
  if (!isProtoObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])),
  );
}

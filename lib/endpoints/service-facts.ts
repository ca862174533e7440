import type { TruthService } from "./model";
import type { Manifest } from "@/lib/config/manifest";
import { hostFromService } from "@/lib/mesh/service-host";
import {
  booleanField,
  field,
  itemsField,
  numberField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

const waypointLabel = "istio.io/use-waypoint";
const waypointNamespaceLabel = "istio.io/use-waypoint-namespace";

function waypointOf(service: Manifest, namespace: Manifest | undefined): string | undefined {
  for (const { metadata } of [service, ...(namespace === undefined ? [] : [namespace])]) {
    const name = metadata.labels?.[waypointLabel];
    if (name === "none") return undefined;
    const home = metadata.labels?.[waypointNamespaceLabel] ?? service.metadata.namespace ?? "";
    if (name !== undefined) return `${home}/${name}`;
  }
  return undefined;
}

function portsOf(spec: unknown, numberKey: string): TruthService["ports"] {
  return itemsField(spec, "ports").map((port) => {
    const target = field(port, "targetPort");
    const protocol = textField(port, "protocol");
    return {
      name: textField(port, "name") ?? "",
      port: numberField(port, numberKey) ?? 0,
      ...(typeof target === "string" || typeof target === "number" ? { targetPort: String(target) } : {}),
      ...(protocol === undefined ? {} : { protocol }),
    };
  });
}

/** A Kubernetes Service, with its namespace for the waypoint that it may name. */
export function factsOfService(service: Manifest, namespace: Manifest | undefined): TruthService {
  const { spec, metadata } = service;
  const waypoint = waypointOf(service, namespace);
  const id = { namespace: metadata.namespace ?? "", name: metadata.name };
  return {
    ...id,
    host: hostFromService(id),
    kind: textField(spec, "type") === "ExternalName" ? "external_name" : "service",
    isHeadless: textField(spec, "clusterIP") === "None",
    hasSelector: Object.keys(Object(field(spec, "selector") ?? {})).length > 0,
    publishesNotReady: booleanField(spec, "publishNotReadyAddresses"),
    ports: portsOf(spec, "port"),
    ...(waypoint === undefined ? {} : { waypoint }),
  };
}

/** The host of a ServiceEntry that is called `name`, as a host or as the entry's own name. */
export function factsOfServiceEntry(
  entries: readonly Manifest[],
  wanted: { readonly namespace: string; readonly name: string },
): TruthService | undefined {
  const hosted = entries.find(({ spec }) => textsField(spec, "hosts").includes(wanted.name));
  const named = entries.find(
    ({ metadata }) => metadata.name === wanted.name && metadata.namespace === wanted.namespace,
  );
  const entry = hosted ?? named;
  const host = hosted === undefined ? textsField(named?.spec, "hosts")[0] : wanted.name;
  if (entry === undefined || host === undefined) return undefined;
  const resolution = textField(entry.spec, "resolution") ?? "NONE";
  return {
    namespace: entry.metadata.namespace ?? wanted.namespace,
    name: wanted.name,
    host,
    kind: "service_entry",
    isHeadless: resolution === "NONE",
    hasSelector: field(entry.spec, "workloadSelector") !== undefined,
    publishesNotReady: false,
    ports: portsOf(entry.spec, "number"),
  };
}

/** A service that no object is known of: it may belong to another cluster. */
export function factsOfUnknown(wanted: { readonly namespace: string; readonly name: string }): TruthService {
  return {
    ...wanted,
    host: wanted.name.includes(".") ? wanted.name : hostFromService(wanted),
    kind: "unknown",
    isHeadless: false,
    hasSelector: false,
    publishesNotReady: false,
    ports: [],
  };
}

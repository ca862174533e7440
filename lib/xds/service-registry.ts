import { hostFromService } from "@/lib/mesh/service-host";
import { parsedObjects, selectorMatches } from "./mesh-objects";
import { serviceEntrySchema, serviceSchema } from "./networking-spec";
import { podEndpoints, sliceEndpoints } from "./pod-endpoints";
import type { XdsEndpoint } from "./model";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { z } from "zod";

export type ServicePortProtocol = "http" | "http2" | "grpc" | "tls" | "tcp" | "auto";

export type XdsServicePort = {
  readonly name: string;
  readonly number: number;
  readonly targetPort: number | string;
  readonly protocol: ServicePortProtocol;
};

/** A host that proxies know: a Kubernetes Service or one host of a ServiceEntry. */
export type XdsService = {
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
  readonly registry: "Kubernetes" | "External";
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly vips: readonly string[];
  readonly ports: readonly XdsServicePort[];
  readonly exportTo: readonly string[] | undefined;
  /** `alias` is a Service of type ExternalName: another name of `externalName`. */
  readonly resolution: "client_side" | "dns" | "passthrough" | "alias";
  readonly externalName?: string;
  readonly meshExternal: boolean;
  readonly createdMs: number;
  /** Endpoints behind a service port, with the labels that subsets select on. */
  readonly endpoints: (port: XdsServicePort) => readonly XdsEndpoint[];
};

/** A port's protocol by appProtocol or name prefix; a name that says nothing is detected by Envoy. Source: Istio's protocol selection. */
function portProtocol(name: string, appProtocol?: string | null): ServicePortProtocol {
  const word = (appProtocol ?? name).toLowerCase().replace(/^kubernetes\.io\//, "");
  const head = word.startsWith("grpc-web") ? "grpc-web" : (word.split("-")[0] ?? "");
  if (head === "http" || head === "ws") return "http";
  if (head === "http2" || head === "h2c") return "http2";
  if (head === "grpc" || head === "grpc-web") return "grpc";
  if (head === "https" || head === "tls") return "tls";
  if (["tcp", "mongo", "mysql", "redis", "postgres", "udp"].includes(head)) return "tcp";
  return "auto";
}

/** True for ports whose traffic gets HTTP routes. */
export function isHttpPort(port: { readonly protocol: ServicePortProtocol }): boolean {
  return port.protocol !== "tcp" && port.protocol !== "tls";
}

function kubernetesService(objects: MeshObjects, object: Parsed<z.infer<typeof serviceSchema>>): XdsService {
  const { spec } = object;
  const exportTo = object.annotations["networking.istio.io/exportTo"];
  const headless = spec.clusterIP === "None";
  return {
    host: hostFromService(object),
    name: object.name,
    namespace: object.namespace,
    registry: "Kubernetes",
    labels: object.labels,
    selector: spec.selector ?? undefined,
    vips: spec.clusterIP === undefined || spec.clusterIP === "" || headless ? [] : [spec.clusterIP],
    ports: (spec.ports ?? [])
      .filter((port) => port.protocol !== "UDP")
      .map((port) => ({
        name: port.name ?? "",
        number: port.port,
        targetPort: port.targetPort ?? port.port,
        protocol: portProtocol(port.name ?? "", port.appProtocol),
      })),
    exportTo: exportTo?.split(",").map((target) => target.trim()),
    resolution: spec.type === "ExternalName" ? "alias" : headless ? "passthrough" : "client_side",
    ...(spec.type === "ExternalName" && spec.externalName !== undefined
      ? { externalName: spec.externalName }
      : {}),
    meshExternal: false,
    createdMs: object.createdMs,
    endpoints: (port) =>
      sliceEndpoints(objects, object, port) ??
      podEndpoints(objects, object.namespace, spec.selector ?? undefined, port),
  };
}

function entryService(
  objects: MeshObjects,
  object: Parsed<z.infer<typeof serviceEntrySchema>>,
  host: string,
): XdsService {
  const { spec } = object;
  const resolution = spec.resolution ?? "NONE";
  const selector = spec.workloadSelector?.labels;
  return {
    host,
    name: host,
    namespace: object.namespace,
    registry: "External",
    labels: object.labels,
    selector,
    vips: spec.addresses ?? [],
    ports: (spec.ports ?? []).map((port) => ({
      name: port.name ?? "",
      number: port.number,
      targetPort: port.targetPort ?? port.number,
      protocol: portProtocol(port.protocol ?? port.name ?? ""),
    })),
    exportTo: spec.exportTo,
    resolution: resolution.includes("DNS") ? "dns" : resolution === "NONE" ? "passthrough" : "client_side",
    meshExternal: spec.location !== "MESH_INTERNAL",
    createdMs: object.createdMs,
    endpoints: (port) =>
      selector === undefined
        ? entryEndpoints(spec, host, port)
        : podEndpoints(objects, object.namespace, selector, port),
  };
}

function entryEndpoints(
  spec: z.infer<typeof serviceEntrySchema>,
  host: string,
  port: XdsServicePort,
): XdsEndpoint[] {
  const target = typeof port.targetPort === "number" ? port.targetPort : port.number;
  const listed = (spec.endpoints ?? []).map((endpoint) => ({
    address: endpoint.address ?? "",
    port: endpoint.ports?.[port.name] ?? target,
    labels: endpoint.labels ?? {},
    healthy: true,
    weight: endpoint.weight ?? 1,
  }));
  if (listed.length > 0 || spec.resolution === undefined || !spec.resolution.includes("DNS")) return listed;
  return host.startsWith("*") ? [] : [{ address: host, port: target, labels: {}, healthy: true, weight: 1 }];
}

const registries = new WeakMap<MeshObjects, ReadonlyMap<string, XdsService>>();

/** All services of the mesh by host; of two with the same host the Kubernetes one, then the oldest, wins. */
export function serviceRegistry(objects: MeshObjects): ReadonlyMap<string, XdsService> {
  const known = registries.get(objects);
  if (known !== undefined) return known;
  const byHost = new Map<string, XdsService>();
  const add = (service: XdsService): void => {
    if (!byHost.has(service.host)) byHost.set(service.host, withCachedEndpoints(service));
  };
  for (const service of parsedObjects(objects, "/Service", serviceSchema))
    add(kubernetesService(objects, service));
  for (const entry of parsedObjects(objects, "networking.istio.io/ServiceEntry", serviceEntrySchema))
    for (const host of entry.spec.hosts) add(entryService(objects, entry, host));
  registries.set(objects, byHost);
  return byHost;
}

function withCachedEndpoints(service: XdsService): XdsService {
  const found = new Map<number, readonly XdsEndpoint[]>();
  return {
    ...service,
    endpoints: (port) => {
      const endpoints = found.get(port.number) ?? service.endpoints(port);
      found.set(port.number, endpoints);
      return endpoints;
    },
  };
}

/** Services whose selector picks a workload with these labels. */
export function servicesOfWorkload(
  objects: MeshObjects,
  workload: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): readonly XdsService[] {
  return [...serviceRegistry(objects).values()].filter(
    (service) =>
      service.namespace === workload.namespace &&
      service.selector !== undefined &&
      Object.keys(service.selector).length > 0 &&
      selectorMatches(service.selector, workload.labels),
  );
}

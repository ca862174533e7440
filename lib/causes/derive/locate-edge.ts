import type { Party } from "@/lib/causes/evidence";
import {
  meshWorkloads,
  workloadByName,
  workloadByPod,
  type MeshWorkload,
} from "@/lib/effective/mesh-workloads";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { hostCovers } from "@/lib/xds/host";
import { virtualServices } from "@/lib/xds/virtual-services";
import { serviceRegistry, servicesOfWorkload, type XdsService } from "@/lib/xds/service-registry";

/** `namespace/name` as a pair; undefined for any other text. */
function pairFromText(text: string): { readonly namespace: string; readonly name: string } | undefined {
  const [namespace = "", name = "", more] = text.split("/");
  return namespace === "" || name === "" || more !== undefined ? undefined : { namespace, name };
}

/** The two ends of an edge in the mesh as it is. */
export type LocatedEdge = {
  readonly caller?: { readonly party: Party; readonly workload?: MeshWorkload };
  readonly destinationText: string;
  /** The host that was asked for, also when no registry has it. */
  readonly host?: string;
  /** The port behind the host's name, where the text has one. */
  readonly port?: number;
  readonly service?: XdsService;
  /** Hosts by which clients of a gateway ask for the service; empty for other callers. */
  readonly publicHosts: readonly string[];
  /** Whether Services could be read, so that a missing one is a fact. */
  readonly isRegistryKnown: boolean;
  readonly workloads: readonly { readonly party: Party; readonly workload: MeshWorkload }[];
};

/** Who is meant by the texts of an edge. */
export function locateEdge(
  objects: MeshObjects,
  input: { readonly source: string; readonly destination: string; readonly proxy: string },
): LocatedEdge {
  const asked = /^(.*[^:]):(\d{1,5})$/.exec(input.destination);
  const edge = { ...input, destination: asked?.[1] ?? input.destination };
  const caller = callerOf(objects, edge);
  const namespace = caller?.party.namespace ?? "";
  const isRegistryKnown = objects["/Service"] !== undefined;
  const pair = pairFromText(edge.destination);
  const base = {
    destinationText: edge.destination,
    isRegistryKnown,
    ...(asked === null ? {} : { port: Number(asked[2]) }),
    ...(caller === undefined ? {} : { caller }),
  };
  if (edge.destination === "") return { ...base, publicHosts: [], workloads: [] };
  const isGateway = caller?.party.dataplane === "gateway";
  const workload = pair && workloadByName(objects, pair.namespace, pair.name);
  const service =
    pair === undefined
      ? (serviceOfHost(objects, edge.destination, namespace) ??
        (isGateway ? serviceOfPublicHost(objects, edge.destination) : undefined))
      : serviceOfPair(objects, pair, workload);
  const host = service?.host ?? (pair === undefined ? edge.destination : hostFromService(pair));
  const behind =
    service === undefined ? (workload === undefined ? [] : [workload]) : workloadsBehind(objects, service);
  // A workload that was named is the one to look at; its siblings share the service.
  const chosen = workload === undefined ? behind : [workload, ...behind.filter((one) => one !== workload)];
  return {
    ...base,
    host,
    publicHosts: isGateway && service !== undefined ? publicHostsOf(objects, service) : [],
    ...(service === undefined ? {} : { service }),
    workloads: chosen.map((one) => ({ party: partyOf(objects, one), workload: one })),
  };
}

function callerOf(
  objects: MeshObjects,
  edge: { readonly source: string; readonly proxy: string },
): LocatedEdge["caller"] {
  const pod = pairFromText(edge.proxy);
  const pair = pairFromText(edge.source);
  const workload =
    (pod && workloadByPod(objects, pod.namespace, pod.name)) ??
    (pair && workloadByName(objects, pair.namespace, pair.name));
  if (workload !== undefined) {
    const party = partyOf(objects, workload);
    const pods =
      pod === undefined ? party.pods : [pod.name, ...party.pods.filter((name) => name !== pod.name)];
    return { party: { ...party, pods }, workload };
  }
  if (pair === undefined || pair.name === "unknown") return undefined;
  return { party: { ...pair, dataplane: "unknown", pods: [] } };
}

function partyOf(objects: MeshObjects, workload: MeshWorkload): Party {
  const pods = (objects["/Pod"] ?? []).filter(
    (pod) => pod.metadata.namespace === workload.namespace && workloadOfPod(pod) === workload.name,
  );
  const { namespace, name, dataplane } = workload;
  return { namespace, name, dataplane, pods: pods.map((pod) => pod.metadata.name).toSorted() };
}

function serviceOfHost(objects: MeshObjects, text: string, namespace: string): XdsService | undefined {
  const registry = serviceRegistry(objects);
  const named = serviceFromHost(text, namespace);
  return (
    registry.get(text) ??
    (named && registry.get(hostFromService(named))) ??
    [...registry.values()].find(
      (service) => service.host.startsWith("*.") && text.endsWith(service.host.slice(1)),
    )
  );
}

/** The service that a gateway's host leads to, by the first route that hands requests on. */
function serviceOfPublicHost(objects: MeshObjects, host: string): XdsService | undefined {
  const registry = serviceRegistry(objects);
  return virtualServices(objects)
    .filter(({ hosts }) => hosts.some((own) => own !== "*" && hostCovers(own, host)))
    .flatMap(({ http }) => http.flatMap(({ route }) => route ?? []))
    .map(({ destination }) => registry.get(destination.host))
    .find((service) => service !== undefined);
}

function publicHostsOf(objects: MeshObjects, service: XdsService): readonly string[] {
  const leading = virtualServices(objects).filter(({ http }) =>
    http.some(({ route }) => route?.some(({ destination }) => destination.host === service.host) === true),
  );
  return [...new Set(leading.flatMap(({ hosts }) => hosts))].filter((host) => host !== "*");
}

function serviceOfPair(
  objects: MeshObjects,
  pair: { readonly namespace: string; readonly name: string },
  workload: MeshWorkload | undefined,
): XdsService | undefined {
  const registry = serviceRegistry(objects);
  const own = registry.get(hostFromService(pair));
  if (own !== undefined || workload === undefined) return own;
  const services = servicesOfWorkload(objects, workload);
  const byApp = services.find((service) => service.name === workload.labels["app"]);
  const app = workload.labels["app"];
  const sameApp =
    app === undefined ? undefined : registry.get(hostFromService({ namespace: pair.namespace, name: app }));
  return byApp ?? services[0] ?? sameApp;
}

function workloadsBehind(objects: MeshObjects, service: XdsService): readonly MeshWorkload[] {
  const found = new Map<string, MeshWorkload>();
  for (const port of service.ports)
    for (const endpoint of service.endpoints(port)) {
      const workload = workloadByPod(objects, endpoint.namespace ?? "", endpoint.pod ?? "");
      if (workload !== undefined) found.set(`${workload.namespace}/${workload.name}`, workload);
    }
  if (found.size > 0) return [...found.values()];
  // A selector that picks nobody: the workload of the same name is whom the service was made for.
  return meshWorkloads(objects).filter(
    ({ namespace, labels, name }) =>
      namespace === service.namespace && (labels["app"] === service.name || name === service.name),
  );
}

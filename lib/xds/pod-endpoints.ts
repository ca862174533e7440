import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { parsedObjects, selectorMatches } from "./mesh-objects";
import { endpointSliceSchema, podSchema } from "./networking-spec";
import type { XdsEndpoint } from "./model";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { z } from "zod";

type Pod = Parsed<z.infer<typeof podSchema>>;
type Slice = Parsed<z.infer<typeof endpointSliceSchema>>;
type PortRef = { readonly name: string; readonly targetPort: number | string };
type EndpointIndex = {
  readonly podsByIp: ReadonlyMap<string, Pod>;
  /** By `namespace/name`. */
  readonly podsByName: ReadonlyMap<string, Pod>;
  readonly podsByNamespace: ReadonlyMap<string, readonly Pod[]>;
  readonly slices: ReadonlyMap<string, readonly Slice[]>;
};

const indexes = new WeakMap<MeshObjects, EndpointIndex>();

function endpointIndex(objects: MeshObjects): EndpointIndex {
  const known = indexes.get(objects);
  if (known !== undefined) return known;
  const podsByIp = new Map<string, Pod>();
  const podsByName = new Map<string, Pod>();
  const podsByNamespace = new Map<string, Pod[]>();
  for (const pod of parsedObjects(objects, "/Pod", podSchema, true)) {
    const ip = pod.spec.status?.podIP;
    if (ip === undefined) continue;
    podsByIp.set(ip, pod);
    podsByName.set(`${pod.namespace}/${pod.name}`, pod);
    const neighbours = podsByNamespace.get(pod.namespace) ?? [];
    podsByNamespace.set(pod.namespace, neighbours);
    neighbours.push(pod);
  }
  const slices = new Map<string, Slice[]>();
  for (const slice of parsedObjects(objects, "discovery.k8s.io/EndpointSlice", endpointSliceSchema, true)) {
    const key = `${slice.namespace}/${slice.labels["kubernetes.io/service-name"] ?? ""}`;
    slices.set(key, [...(slices.get(key) ?? []), slice]);
  }
  const index = { podsByIp, podsByName, podsByNamespace, slices };
  indexes.set(objects, index);
  return index;
}

/** The pod that has this IP, when there is one. */
export function podAt(objects: MeshObjects, ip: string): Pod | undefined {
  return endpointIndex(objects).podsByIp.get(ip);
}

/** True when the pod takes part in the mesh by a sidecar or by ambient redirection. */
function podInMesh(pod: Pod): boolean {
  const containers = [...(pod.spec.spec?.containers ?? []), ...(pod.spec.spec?.initContainers ?? [])];
  return (
    pod.labels["security.istio.io/tlsMode"] === "istio" ||
    pod.annotations["ambient.istio.io/redirection"] === "enabled" ||
    containers.some((container) => container.name === "istio-proxy")
  );
}

function podEndpoint(pod: Pod, port: number, healthy: boolean): XdsEndpoint {
  return {
    address: pod.spec.status?.podIP ?? "",
    port,
    pod: pod.name,
    namespace: pod.namespace,
    workload: workloadFromPodName(pod.name),
    labels: pod.labels,
    inMesh: podInMesh(pod),
    healthy,
    weight: 1,
  };
}

function slicePort(slice: Slice, port: PortRef): number | undefined {
  const ports = slice.spec.ports ?? [];
  return ports.find((candidate) => (candidate.name ?? "") === port.name)?.port ?? undefined;
}

/** Endpoints of a service from its EndpointSlices, sorted by address; undefined when it has no slice. */
export function sliceEndpoints(
  objects: MeshObjects,
  service: { readonly namespace: string; readonly name: string },
  port: PortRef,
): readonly XdsEndpoint[] | undefined {
  const index = endpointIndex(objects);
  const slices = index.slices.get(`${service.namespace}/${service.name}`);
  if (slices === undefined) return undefined;
  return slices.flatMap((slice) => {
    const number = slicePort(slice, port);
    if (number === undefined) return [];
    return (slice.spec.endpoints ?? []).flatMap((endpoint) =>
      endpoint.addresses.map((address): XdsEndpoint => {
        const pod = slicePod(index, slice.namespace, endpoint.targetRef, address);
        const healthy = endpoint.conditions?.ready !== false;
        return pod === undefined
          ? { address, port: number, healthy, weight: 1 }
          : podEndpoint(pod, number, healthy);
      }),
    );
  });
}

/**
 * The pod behind an endpoint: the one that it names, else one of its namespace with the address. A manual endpoint at
 * a pod of another namespace is an address without labels. Source: istiod's Controller.getPod.
 */
function slicePod(
  index: EndpointIndex,
  namespace: string,
  target:
    | { kind?: string | undefined; name?: string | undefined; namespace?: string | undefined }
    | null
    | undefined,
  address: string,
): Pod | undefined {
  if (target?.kind === "Pod")
    return index.podsByName.get(`${target.namespace ?? namespace}/${target.name ?? ""}`);
  const pod = index.podsByIp.get(address);
  return pod?.namespace === namespace ? pod : undefined;
}

/** Endpoints of the ready and unready pods that `selector` picks. */
export function podEndpoints(
  objects: MeshObjects,
  namespace: string,
  selector: Readonly<Record<string, string>> | undefined,
  port: PortRef,
): readonly XdsEndpoint[] {
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  return (endpointIndex(objects).podsByNamespace.get(namespace) ?? [])
    .filter((pod) => selectorMatches(selector, pod.labels))
    .flatMap((pod) => {
      const number = podPort(pod, port.targetPort);
      return number === undefined ? [] : [podEndpoint(pod, number, isReady(pod))];
    });
}

function podPort(pod: Pod, targetPort: number | string): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  const ports = (pod.spec.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.find((port) => port.name === targetPort)?.containerPort;
}

function isReady(pod: Pod): boolean {
  const ready = pod.spec.status?.conditions?.find((condition) => condition.type === "Ready");
  return ready === undefined ? pod.spec.status?.phase === "Running" : ready.status === "True";
}

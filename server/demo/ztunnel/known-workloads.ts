import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { parsedObjects, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { podSchema } from "@/lib/xds/networking-spec";
import { namespaceMutualTls } from "@/lib/xds/peer-authentication";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";
import type { MeshSpec } from "@/server/demo/world/spec";
import { knownPolicies, strictPolicy } from "./known-policies";

/** A workload as istiod tells ztunnels of it. */
export type KnownWorkload = {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly address: string;
  readonly node: string;
  readonly podUid: string;
  readonly workload: string;
  readonly workloadType: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  readonly serviceAccount: string;
  /** Captured by ztunnel: it takes HBONE. */
  readonly isCaptured: boolean;
  readonly isHealthy: boolean;
  readonly policies: readonly string[];
  readonly services: readonly {
    readonly key: string;
    readonly ports: readonly (readonly [number, number])[];
  }[];
};

export type KnownService = {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly vips: readonly string[];
  readonly ports: readonly (readonly [number, number])[];
};

const portPairs = (service: XdsService): readonly (readonly [number, number])[] =>
  service.ports.map((port) => [
    port.number,
    typeof port.targetPort === "number" ? port.targetPort : (service.endpoints(port)[0]?.port ?? 0),
  ]);

const kindWords: Readonly<Record<string, string>> = {
  ReplicaSet: "deployment",
  StatefulSet: "statefulset",
  DaemonSet: "daemonset",
  Job: "job",
};

/** Every pod with an address: ztunnels know of the whole mesh. */
export function knownWorkloads(spec: MeshSpec, objects: MeshObjects): readonly KnownWorkload[] {
  const services = [...serviceRegistry(objects).values()].filter((service) => service.selector !== undefined);
  const policies = knownPolicies(objects).filter(({ selector }) => selector !== undefined);
  return parsedObjects(objects, "/Pod", podSchema, true).flatMap((pod) => {
    const address = pod.spec.status?.podIP;
    if (address === undefined) return [];
    const isCaptured = pod.annotations["ambient.istio.io/redirection"] === "enabled";
    const isStrict = isCaptured && namespaceMutualTls(objects, pod.namespace) === "STRICT";
    const controller = pod.manifest.metadata.ownerReferences?.[0];
    const ready = pod.spec.status?.conditions?.find(({ type }) => type === "Ready");
    const workload = workloadFromPodName(pod.name);
    return {
      uid: `${spec.cluster}//Pod/${pod.namespace}/${pod.name}`,
      name: pod.name,
      namespace: pod.namespace,
      address,
      node: pod.spec.spec?.nodeName ?? "",
      podUid: pod.manifest.metadata.uid ?? "",
      workload: controller?.kind === "ReplicaSet" ? workload : (controller?.name ?? workload),
      workloadType: kindWords[controller?.kind ?? ""] ?? "pod",
      canonicalName: pod.labels["service.istio.io/canonical-name"] ?? pod.labels["app"] ?? workload,
      canonicalRevision: pod.labels["service.istio.io/canonical-revision"] ?? "latest",
      serviceAccount: pod.spec.spec?.serviceAccountName ?? "default",
      isCaptured,
      isHealthy: ready?.status !== "False",
      policies: [
        ...policies
          .filter((policy) => policy.namespace === pod.namespace || policy.namespace === "istio-system")
          .filter((policy) => selectorMatches(policy.selector ?? {}, pod.labels))
          .map((policy) => `${policy.namespace}/${policy.name}`),
        ...(isStrict ? [strictPolicy] : []),
      ],
      services: services
        .filter(
          (service) =>
            service.namespace === pod.namespace && selectorMatches(service.selector ?? {}, pod.labels),
        )
        .map((service) => ({ key: `${service.namespace}/${service.host}`, ports: portPairs(service) })),
    };
  });
}

/** Services of the cluster and hosts of ServiceEntries. */
export function knownServices(objects: MeshObjects): readonly KnownService[] {
  return [...serviceRegistry(objects).values()]
    .toSorted((a, b) => (a.host < b.host ? -1 : 1))
    .map((service) => ({
      name: service.name,
      namespace: service.namespace,
      hostname: service.host,
      vips: service.vips,
      ports: portPairs(service),
    }));
}

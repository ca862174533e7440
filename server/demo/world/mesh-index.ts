import { hostFromService } from "@/lib/mesh/service-host";
import type { CallSpec, MeshSpec, PortSpec, ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";

/** Look-ups into a mesh spec that the simulation makes for every call. */
export type MeshIndex = {
  readonly spec: MeshSpec;
  readonly workloadOfPod: ReadonlyMap<string, WorkloadSpec>;
  readonly workloads: ReadonlyMap<string, WorkloadSpec>;
  readonly services: ReadonlyMap<string, ServiceSpec>;
  readonly serviceOfHost: ReadonlyMap<string, ServiceSpec>;
};

export function workloadKey(id: { readonly namespace: string; readonly name: string }): string {
  return `${id.namespace}/${id.name}`;
}

/** The host by which callers know a service: its cluster FQDN, or the external name. */
export function hostOf(service: ServiceSpec): string {
  return service.externalHost ?? hostFromService(service);
}

export function buildMeshIndex(spec: MeshSpec): MeshIndex {
  return {
    spec,
    workloadOfPod: new Map(
      spec.workloads.flatMap((workload) =>
        workload.pods.map((pod) => [`${workload.namespace}/${pod.name}`, workload] as const),
      ),
    ),
    workloads: new Map(spec.workloads.map((workload) => [workloadKey(workload), workload])),
    services: new Map(spec.services.map((service) => [workloadKey(service), service])),
    serviceOfHost: new Map(spec.services.map((service) => [hostOf(service), service])),
  };
}

/** The port that a call goes to, when the service has it. */
export function portOf(index: MeshIndex, call: CallSpec): PortSpec | undefined {
  return index.services.get(workloadKey(call.service))?.ports.find((port) => port.port === call.port);
}

export function principalOf(spec: MeshSpec, workload: WorkloadSpec): string {
  return `spiffe://${spec.trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`;
}

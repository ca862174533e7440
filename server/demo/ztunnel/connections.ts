import { hostFromService } from "@/lib/mesh/service-host";
import { hashText } from "@/server/demo/world/random";
import type { CallSpec, MeshSpec, ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";

export type KnownConnection = {
  readonly src: string;
  readonly originalDst: string | null;
  readonly actualDst: string;
  readonly protocol: "HBONE" | "TCP";
};

type Target = { readonly namespace: string; readonly name: string };
const isSame = (a: Target, b: Target) => a.namespace === b.namespace && a.name === b.name;

/** The workloads that call a service in any flow. */
function callersOf(spec: MeshSpec, target: ServiceSpec): readonly WorkloadSpec[] {
  const found = new Set<WorkloadSpec>();
  const visit = (call: CallSpec, callers: readonly WorkloadSpec[]) => {
    if (isSame(call.service, target)) for (const caller of callers) found.add(caller);
    const own = spec.services.find((candidate) => isSame(candidate, call.service))?.workloads ?? [];
    for (const inner of call.calls) visit(inner, own);
  };
  for (const flow of spec.flows)
    visit(
      flow.root,
      spec.workloads.filter((workload) => isSame(workload, flow.gateway)),
    );
  return [...found];
}

const firstPort = 32_768;
const ports = 28_000;

/** The connections that callers hold open to a pod at `address`; the same until the callers' pods change. */
export function openConnections(
  spec: MeshSpec,
  pod: { readonly namespace: string; readonly name: string; readonly address: string },
  isThere: (address: string) => boolean,
): readonly KnownConnection[] {
  return spec.services
    .filter((service) =>
      service.workloads.some(
        (workload) =>
          workload.namespace === pod.namespace && workload.pods.some(({ name }) => name === pod.name),
      ),
    )
    .flatMap((service) =>
      callersOf(spec, service)
        .flatMap((caller) => caller.pods)
        .filter(({ ip }) => isThere(ip))
        .flatMap(({ ip }) =>
          service.ports.map((port): KnownConnection => {
            const number = hashText(`${ip}/${pod.address}/${port.port}`) % ports;
            return {
              src: `${ip}:${firstPort + number}`,
              originalDst: `${hostFromService(service)}:${port.port}`,
              actualDst: `${pod.address}:${port.targetPort}`,
              protocol: "HBONE",
            };
          }),
        ),
    );
}

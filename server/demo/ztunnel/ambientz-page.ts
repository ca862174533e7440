import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { DemoWorld } from "@/server/demo/world/world";
import { knownPolicies } from "./known-policies";
import { knownServices, knownWorkloads } from "./known-workloads";

const bytes = (text: string) => Buffer.from(text).toString("base64");
const enumWord = {
  Global: undefined,
  Namespace: "NAMESPACE",
  WorkloadSelector: "WORKLOAD_SELECTOR",
} as const;

/** istiod's `/debug/ambientz`: what it would tell ztunnels now, as protobuf JSON, which leaves defaults out. */
export function ambientzPage(world: DemoWorld, objects: MeshObjects): unknown {
  const { spec } = world;
  return {
    workloads: knownWorkloads(spec, objects).map((workload) => ({
      uid: workload.uid,
      name: workload.name,
      namespace: workload.namespace,
      addresses: [bytes(workload.address)],
      ...(workload.isCaptured ? { tunnelProtocol: "HBONE" } : {}),
      serviceAccount: workload.serviceAccount,
      node: workload.node,
      canonicalName: workload.canonicalName,
      canonicalRevision: workload.canonicalRevision,
      workloadType: workload.workloadType.toUpperCase(),
      workloadName: workload.workload,
      ...(workload.isHealthy ? {} : { status: "UNHEALTHY" }),
      clusterId: spec.cluster,
      ...(workload.policies.length === 0 ? {} : { authorizationPolicies: workload.policies }),
    })),
    services: knownServices(objects).map((service) => ({
      name: service.name,
      namespace: service.namespace,
      hostname: service.hostname,
      addresses: service.vips.map((vip) => ({ address: bytes(vip) })),
      ports: service.ports.map(([servicePort, targetPort]) => ({ servicePort, targetPort })),
    })),
    policies: knownPolicies(objects).map((policy) => ({
      name: policy.name,
      namespace: policy.namespace,
      ...(enumWord[policy.scope] === undefined ? {} : { scope: enumWord[policy.scope] }),
      ...(policy.action === "Deny" ? { action: "DENY" } : {}),
      groups: policy.rules.map((rule) => ({ rules: rule.map((matches) => ({ matches })) })),
    })),
  };
}

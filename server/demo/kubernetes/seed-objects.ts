import type { Manifest } from "@/lib/config/manifest";
import { deliveryObjects } from "@/server/demo/delivery/delivery-objects";
import { clusterObjects } from "@/server/demo/kubernetes/seed/cluster-objects";
import { controlPlaneObjects } from "@/server/demo/kubernetes/seed/control-plane";
import { customResourceDefinitions } from "@/server/demo/kubernetes/seed/custom-resource-definitions";
import { gatewayObjects } from "@/server/demo/kubernetes/seed/gateway-objects";
import { securityObjects } from "@/server/demo/kubernetes/seed/security-objects";
import { objectsOfService, serviceAccounts } from "@/server/demo/kubernetes/seed/services";
import { trafficObjects } from "@/server/demo/kubernetes/seed/traffic-objects";
import { workloadObjects } from "@/server/demo/kubernetes/seed/workloads";
import { ztunnelObjects } from "@/server/demo/kubernetes/seed/ztunnel";
import type { MeshSpec } from "@/server/demo/world/spec";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Every object of a living mesh, all of it older than `originMs`, the start of the demo's history. */
export function seedObjects(spec: MeshSpec, originMs: number): readonly Manifest[] {
  const clusterMs = originMs - 40 * dayMs;
  const meshMs = originMs - 20 * dayMs;
  const workloadMs = (index: number) => originMs - 4 * dayMs + (index % 40) * hourMs;
  return [
    ...clusterObjects(spec, clusterMs),
    ...customResourceDefinitions(meshMs),
    ...controlPlaneObjects(spec, meshMs),
    ...ztunnelObjects(spec, meshMs),
    ...serviceAccounts(spec, meshMs + hourMs),
    ...spec.services.flatMap((service) => objectsOfService(spec, service, meshMs + hourMs)),
    ...spec.workloads.flatMap((workload, index) => workloadObjects(spec, workload, workloadMs(index))),
    ...gatewayObjects(spec, meshMs + 2 * hourMs),
    ...securityObjects(spec, meshMs + 3 * hourMs),
    ...trafficObjects(spec, originMs - 2 * dayMs),
    ...deliveryObjects(spec, originMs - dayMs, originMs - hourMs / 2),
  ];
}

import { virtualServiceSpec } from "@/lib/config/virtual-service";
import { hasEnvoy, workloadByName } from "@/lib/effective/mesh-workloads";
import { retryEffects } from "@/lib/faults/retry-effect";
import type { FaultIntent } from "@/lib/routing/fault";
import { snapshotFromObjects, virtualServicesOf, type ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { ExperimentCaller } from "@/server/operations/faults/options";
import type { ServiceTraffic } from "@/server/operations/routing/traffic";

/** Who calls the service, whether a fault would reach them, and what the retries before them make of it. */
export function experimentCallers(
  objects: MeshObjects,
  service: ServiceName,
  traffic: ServiceTraffic,
  abort: FaultIntent["abort"],
): readonly ExperimentCaller[] {
  const reachesGateways = isForGateways(objects, service);
  return traffic.callers.map(({ namespace, workload, requestsPerSecond }) => {
    const known = workloadByName(objects, namespace, workload);
    const isGateway = known?.dataplane === "gateway";
    const hasProxy = known === undefined ? undefined : hasEnvoy(known);
    return {
      namespace,
      workload,
      requestsPerSecond,
      isGateway,
      ...(hasProxy === undefined ? {} : { hasProxy, isReached: hasProxy && (!isGateway || reachesGateways) }),
      retries: isGateway ? [] : retryEffects(objects, { namespace, workload }, abort),
    };
  });
}

/** Whether the routes of the service are also those of a gateway; routes that are still to be made never are. */
function isForGateways(objects: MeshObjects, service: ServiceName): boolean {
  return virtualServicesOf(snapshotFromObjects(objects), service).some((manifest) =>
    (virtualServiceSpec(manifest).gateways ?? []).some((gateway) => gateway !== "mesh"),
  );
}

/** Whether the fault's conditions let requests of this caller in, as far as they are about callers. */
export function isCallerInScope(
  objects: MeshObjects,
  { matches }: Pick<FaultIntent, "matches">,
  { namespace, workload }: Pick<ExperimentCaller, "namespace" | "workload">,
): boolean {
  if (matches.length === 0) return true;
  const labels = workloadByName(objects, namespace, workload)?.labels ?? {};
  return matches.some(
    ({ sourceNamespace, sourceLabels = {} }) =>
      (sourceNamespace === undefined || sourceNamespace === namespace) &&
      Object.entries(sourceLabels).every(([name, value]) => labels[name] === value),
  );
}

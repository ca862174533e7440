import { phrase } from "@/lib/phrase";
import { hasEnvoy, meshWorkloads, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { ConsoleError } from "@/lib/errors";
import { hostFromService } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";
import { readServiceTraffic } from "@/server/operations/routing/traffic";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type NamedService = { readonly namespace: string; readonly name: string };

/** The service by its Kubernetes name, or by the host of a ServiceEntry. Throws not_found. */
export function registeredService(objects: MeshObjects, { namespace, name }: NamedService): XdsService {
  const registry = serviceRegistry(objects);
  const found =
    (namespace === "" ? undefined : registry.get(hostFromService({ namespace, name }))) ?? registry.get(name);
  if (found !== undefined) return found;
  throw new ConsoleError("not_found", phrase("no_service_or_entry", { name }), {
    hint: objects["/Service"] === undefined ? phrase("services_unread") : phrase("open_services"),
    details: { namespace, name },
  });
}

/** Requests/s of each calling workload by "namespace/name"; undefined while the metrics are unknown. */
export async function callerRates(
  ctx: OperationContext,
  sources: ClusterSources,
  gathering: Gathering,
  service: NamedService,
): Promise<ReadonlyMap<string, number> | undefined> {
  const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
  const traffic = await gathering.take(
    "callers of the service",
    readServiceTraffic(sources, service, [], at),
  );
  return (
    traffic &&
    new Map(
      traffic.callers.map(({ namespace, workload, requestsPerSecond }) => [
        `${namespace}/${workload}`,
        requestsPerSecond,
      ]),
    )
  );
}

/** The workload that is asked for, else the busiest caller, else one near the service that has routes. Throws not_found. */
export function chosenCaller(
  objects: MeshObjects,
  service: XdsService,
  wanted: string | undefined,
  rates: ReadonlyMap<string, number> | undefined,
): MeshWorkload | undefined {
  const all = meshWorkloads(objects);
  const key = ({ namespace, name }: MeshWorkload): string => `${namespace}/${name}`;
  if (wanted !== undefined) {
    const found = all.find((workload) => key(workload) === wanted);
    if (found !== undefined) return found;
    throw new ConsoleError("not_found", phrase("no_workload_with_pods", { workload: wanted }), {
      hint: phrase("choose_caller"),
      details: { field: "caller", caller: wanted },
    });
  }
  const callers = all.filter(hasEnvoy);
  const near = ({ namespace }: MeshWorkload): number => (namespace === service.namespace ? 1 : 0);
  return callers.toSorted(
    (a, b) => (rates?.get(key(b)) ?? 0) - (rates?.get(key(a)) ?? 0) || near(b) - near(a),
  )[0];
}

import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import { excludedBy, type Exclusion } from "@/lib/faults/exclusions";
import { faultModule } from "@/lib/routing/fault-module";
import type { FaultIntent } from "@/lib/routing/fault";
import { serviceOf, snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import { versionsOf } from "@/lib/routing/service-versions";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { listRuns, type StoredRun } from "@/server/database/run";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { experimentCallers, isCallerInScope } from "@/server/operations/faults/callers";
import type { ExperimentCaller } from "@/server/operations/faults/options";
import { faultPolicyOf } from "@/server/operations/faults/policy";
import type { Gathering } from "@/server/operations/gathering";
import { readTrafficIfKnown } from "@/server/operations/routing/traffic";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** What is known of a service before a fault is put before it. */
export type ServiceFacts = {
  readonly objects: MeshObjects;
  /** Absent when the metrics are unknown. */
  readonly callers?: readonly ExperimentCaller[];
};

/** Throws not_found for an unknown service. */
export async function readServiceFacts(
  ctx: OperationContext,
  sources: ClusterSources,
  service: ServiceName,
  abort: FaultIntent["abort"],
  gathering: Gathering,
): Promise<ServiceFacts> {
  const { data: objects, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  gathering.warnings.push(...warnings);
  gathering.evidence.push(...evidence);
  const snapshot = snapshotFromObjects(objects);
  if (objects["/Service"] !== undefined && serviceOf(snapshot, service) === undefined) {
    throw new ConsoleError(
      "not_found",
      phrase("no_service", { namespace: service.namespace, name: service.name }),
      {
        hint: phrase("service_deleted"),
        details: { field: "service" },
      },
    );
  }
  const traffic = await readTrafficIfKnown(ctx, sources, service, versionsOf(snapshot, service));
  gathering.warnings.push(...traffic.warnings);
  gathering.evidence.push(...traffic.evidence);
  if (traffic.data === undefined) return { objects };
  return { objects, callers: experimentCallers(objects, service, traffic.data, abort) };
}

/** The callers that the fault can reach and that it is meant for. */
export function reachedCallers(
  { objects, callers }: ServiceFacts,
  fault: Pick<FaultIntent, "matches">,
): readonly ExperimentCaller[] | undefined {
  return callers?.filter((caller) => caller.isReached !== false && isCallerInScope(objects, fault, caller));
}

/** Rules of the installation that keep faults away from the service, or from a caller that one would reach. */
export function exclusionsOf(
  ctx: Pick<OperationContext, "faultPolicy">,
  service: ServiceName,
  callers: readonly ExperimentCaller[],
): readonly Exclusion[] {
  const { exclude } = faultPolicyOf(ctx);
  const own = excludedBy(exclude, service);
  return [
    ...(own === undefined ? [] : [{ pattern: own, of: "service" as const, ...service }]),
    ...callers.flatMap(({ namespace, workload }) => {
      const pattern = excludedBy(exclude, { namespace, name: workload });
      return pattern === undefined ? [] : [{ pattern, of: "caller" as const, namespace, name: workload }];
    }),
  ];
}

/** Why no fault can be written for the service; undefined when one can. */
export function faultObstacle(
  sources: ClusterSources,
  objects: MeshObjects,
  service: ServiceName,
): string | undefined {
  const states = sources.kubernetes.states();
  const served = (group: string, kind: string) =>
    states.find((state) => state.group === group && state.kind === kind)?.state !== "absent";
  const fit = faultModule.fits(objects, service, served).find(({ api }) => api === "istio");
  return fit?.fits === true ? undefined : (fit?.obstacle ?? "not_served");
}

/** Every run of the cluster that is not over; `except` is left out. */
export async function activeRuns(
  ctx: OperationContext,
  cluster: string,
  except?: string,
): Promise<readonly StoredRun[]> {
  const states = ["waiting", "running", "paused", "finishing", "reverting"] as const;
  const runs = await listRuns(ctx.databaseUrl, { cluster, states, limit: 500 });
  return runs.filter(({ id }) => id !== except);
}

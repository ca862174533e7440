import { accessMatrix, type AccessCaller, type AccessTarget } from "@/lib/effective/access-matrix";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { callerRates, registeredService, type NamedService } from "@/server/operations/effective/target";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

export type AccessRow = AccessCaller & { readonly requestsPerSecond?: number };
export type ServiceAccess = {
  readonly host: string;
  readonly targets: readonly (Omit<AccessTarget, "callers"> & { readonly callers: readonly AccessRow[] })[];
};

/** Who can call the service and why, and who of them does. */
export async function readServiceAccess(
  ctx: OperationContext,
  input: NamedService & { readonly cluster: string },
): Promise<Sourced<ServiceAccess>> {
  const sources = clusterSources(ctx, input.cluster);
  const gathering = new Gathering();
  const [mesh, rates] = await Promise.all([
    readMeshObjects(sources, ctx.signal),
    callerRates(ctx, sources, gathering, input),
  ]);
  gathering.warnings.push(...mesh.warnings);
  gathering.evidence.push(...mesh.evidence);
  const service = registeredService(mesh.data, input);
  // Without the policies nobody can say who is let in: the warnings say why they are missing.
  const isKnown = mesh.data["security.istio.io/AuthorizationPolicy"] !== undefined;
  const targets = (isKnown ? accessMatrix(mesh.data, service) : []).map((target) => ({
    ...target,
    callers: target.callers.map((caller) => ({ ...caller, ...rateOf(caller, rates) })),
  }));
  return gathering.answer({ host: service.host, targets });
}

/** Callers without a proxy are "unknown" to Istio's metrics, and so are the sources of gateways' own requests. */
function rateOf(
  caller: AccessCaller,
  rates: ReadonlyMap<string, number> | undefined,
): { requestsPerSecond?: number } {
  if (rates === undefined) return {};
  if (caller.kind === "outside") return { requestsPerSecond: rates.get("unknown/unknown") ?? 0 };
  const own = caller.workloads.map((name) => rates.get(`${caller.namespace}/${name}`) ?? 0);
  return { requestsPerSecond: own.reduce((sum, rate) => sum + rate, 0) };
}

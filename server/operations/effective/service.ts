import { destinationPolicies, type DestinationPolicy } from "@/lib/effective/destination-policies";
import { inapplicableRoutes, inapplicableRules, type InapplicableObject } from "@/lib/effective/inapplicable";
import { hasEnvoy, meshWorkloads, proxyOfWorkload, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { effectiveHosts, type EffectiveHost } from "@/lib/effective/route-view";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import {
  callerRates,
  chosenCaller,
  registeredService,
  type NamedService,
} from "@/server/operations/effective/target";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

export type CallerChoice = Pick<MeshWorkload, "namespace" | "name" | "dataplane" | "serviceAccount"> & {
  /** Absent while the metrics are unknown; 0 for one that does not call. */
  readonly requestsPerSecond?: number;
};

export type EffectiveService = {
  readonly host: string;
  readonly ports: readonly { readonly number: number; readonly name: string; readonly protocol: string }[];
  /** Whose view it is; absent when the mesh has no workload with pods. */
  readonly caller?: CallerChoice;
  readonly callers: readonly CallerChoice[];
  /** False for a caller without an Envoy: it takes no routes. */
  readonly takesRoutes: boolean;
  readonly hosts: readonly EffectiveHost[];
  readonly inapplicable: readonly InapplicableObject[];
  readonly policies: readonly DestinationPolicy[];
};

/** What applies to requests of one caller to one service: routes after merge, policies, both ends of mTLS. */
export async function readEffectiveService(
  ctx: OperationContext,
  input: NamedService & { readonly cluster: string; readonly caller?: string | undefined },
): Promise<Sourced<EffectiveService>> {
  const sources = clusterSources(ctx, input.cluster);
  const gathering = new Gathering();
  const [mesh, rates] = await Promise.all([
    readMeshObjects(sources, ctx.signal),
    callerRates(ctx, sources, gathering, input),
  ]);
  gathering.warnings.push(...mesh.warnings);
  gathering.evidence.push(...mesh.evidence);
  const objects = mesh.data;
  const service = registeredService(objects, input);
  const choice = ({ namespace, name, dataplane, serviceAccount }: MeshWorkload): CallerChoice => ({
    namespace,
    name,
    dataplane,
    serviceAccount,
    ...(rates === undefined ? {} : { requestsPerSecond: rates.get(`${namespace}/${name}`) ?? 0 }),
  });
  const caller = chosenCaller(objects, service, input.caller, rates);
  const shared = {
    host: service.host,
    ports: service.ports.map(({ number, name, protocol }) => ({ number, name, protocol })),
    callers: meshWorkloads(objects)
      .filter(({ dataplane }) => dataplane !== "waypoint")
      .map(choice),
  };
  if (caller === undefined)
    return gathering.answer({ ...shared, takesRoutes: false, hosts: [], inapplicable: [], policies: [] });
  const proxy = proxyOfWorkload(caller);
  const takesRoutes = hasEnvoy(caller);
  const hosts = takesRoutes ? effectiveHosts(objects, proxy, service) : [];
  const used = new Set(hosts.flatMap(({ routes }) => routes.flatMap(({ route }) => route.configPath ?? [])));
  return gathering.answer({
    ...shared,
    caller: choice(caller),
    takesRoutes,
    hosts,
    inapplicable: takesRoutes
      ? [...inapplicableRoutes(objects, proxy, service, used), ...inapplicableRules(objects, proxy, service)]
      : [],
    policies: takesRoutes ? destinationPolicies(objects, proxy, caller, service) : [],
  });
}

import type { ProxySync } from "@/lib/controlplane/sync";
import { grouped } from "@/lib/endpoints/grouped";
import { envoyTruth } from "@/lib/endpoints/from-envoy";
import type { EnvoyTruth, Told, TruthClient, TruthService } from "@/lib/endpoints/model";
import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { networkOf, subsetsOf } from "./client-place";
import { endpointSyncOf, readEnvoyDump, type EnvoyDump } from "./read-client";
import { tell } from "./told";

export type FleetClient = {
  /** `namespace/pod`. */
  readonly name: string;
  readonly of: (service: TruthService) => TruthClient;
};

type Facts = {
  readonly syncs: readonly ProxySync[] | undefined;
  readonly pods: readonly Manifest[] | undefined;
  readonly namespaces: readonly Manifest[] | undefined;
  readonly rules: readonly Manifest[] | undefined;
};

/** A dump answers for every service, so that a few proxies tell of a whole mesh. */
const clientLimit = 4;

/** One proxy of each namespace, gateways first, at most four, with all that they hold. */
export async function readFleetClients(
  ctx: OperationContext,
  gathering: Gathering,
  cluster: string,
  facts: Facts,
): Promise<readonly FleetClient[]> {
  const { syncs, pods, namespaces, rules } = facts;
  const root = namespaces?.find(({ metadata }) => metadata.name === rootNamespace);
  return Promise.all(
    chosen(syncs ?? []).map(async ({ namespace, pod }): Promise<FleetClient> => {
      const client = { namespace, pod };
      const name = `${namespace}/${pod}`;
      const told = await tell(gathering, `endpoints of ${name}`, readEnvoyDump(ctx, cluster, client));
      const truthOf = told.state === "known" ? truthsOf(told.data) : undefined;
      const object = pods?.find(({ metadata }) => metadata.name === pod && metadata.namespace === namespace);
      const sync = endpointSyncOf(syncs, client);
      const network = networkOf(object) ?? networkOf(root) ?? "";
      return {
        name,
        of: (service) => ({
          ...client,
          network,
          sync,
          subsets: subsetsOf(rules ?? [], namespace, object?.metadata.labels ?? {}, service),
          envoy:
            truthOf === undefined ? (told as Told<never>) : { state: "known", data: truthOf(service.host) },
        }),
      };
    }),
  );
}

function chosen(syncs: readonly ProxySync[]): readonly ProxySync[] {
  const sorted = syncs
    .filter(({ types }) => types.cds !== undefined)
    .toSorted(
      (a, b) =>
        Number(b.proxyType === "router") - Number(a.proxyType === "router") ||
        `${a.namespace}/${a.pod}`.localeCompare(`${b.namespace}/${b.pod}`, "en"),
    );
  const first = new Map<string, ProxySync>();
  for (const sync of sorted) if (!first.has(sync.namespace)) first.set(sync.namespace, sync);
  return [...first.values()].slice(0, clientLimit);
}

/** What the proxy has for one host, without a look at all the others. */
function truthsOf({ clusters, assignments, live }: EnvoyDump): (host: string) => EnvoyTruth {
  const clustersOf = grouped(clusters, ({ parts }) => parts?.host ?? "");
  const assignmentOf = new Map(assignments.map((each) => [each.cluster, each]));
  const statusOf = new Map((live?.cluster_statuses ?? []).map((each) => [each.name, each]));
  return (host) => {
    const own = clustersOf.get(host) ?? [];
    const names = own.map(({ name, edsServiceName }) => edsServiceName || name);
    return envoyTruth(
      host,
      { clusters: own, assignments: names.flatMap((name) => assignmentOf.get(name) ?? []) },
      live === undefined
        ? undefined
        : { ...live, cluster_statuses: own.flatMap(({ name }) => statusOf.get(name) ?? []) },
    );
  };
}

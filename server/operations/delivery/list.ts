import type { DeliveryRow } from "@/lib/delivery/list-row";
import { deliveryRows } from "@/lib/delivery/list-rows";
import { rulesOf, type StandingRule } from "@/lib/delivery/standing";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { listDelegated } from "@/server/operations/delivery/delegated";
import { listRunRows } from "@/server/operations/delivery/list-runs";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type DeliveryListInput = {
  readonly cluster: string;
  readonly namespaces: readonly string[];
  /** Ended runs; those under way come in any case. */
  readonly limit: number;
};

export type DeliveryList = {
  readonly rows: readonly DeliveryRow[];
  /** False while routes can't be read: plain splits and faults are unknown then, not absent. */
  readonly isRouteKnown: boolean;
  readonly isDelegatedKnown: boolean;
  readonly nowMs: number;
};

/** Everything that moves traffic or breaks it on purpose: our runs, other controllers' rollouts, what stands in routes. */
export async function listDelivery(
  ctx: OperationContext,
  { cluster, namespaces, limit }: DeliveryListInput,
): Promise<Sourced<DeliveryList>> {
  const sources = clusterSources(ctx, cluster);
  const gathering = new Gathering();
  const isWanted = (namespace: string) => namespaces.length === 0 || namespaces.includes(namespace);
  const [runs, rules, rollouts] = await Promise.all([
    listRunRows(ctx, { cluster: sources.name, namespaces, limit }),
    readRules(sources, ctx.signal, gathering),
    gathering.take("rollouts", listDelegated(ctx, { cluster: sources.name, namespaces: [] })),
  ]);
  const rows = deliveryRows(runs, rollouts ?? [], rules);
  return gathering.answer({
    rows: rows.filter(({ service }) => isWanted(service.namespace)),
    isRouteKnown: rules !== undefined,
    isDelegatedKnown: rollouts !== undefined,
    nowMs: ctx.nowMs(),
  });
}

async function readRules(
  { kubernetes }: ClusterSources,
  signal: AbortSignal,
  gathering: Gathering,
): Promise<readonly StandingRule[] | undefined> {
  const [virtualServices, httpRoutes] = await Promise.all([
    gathering.takeObjects(
      "VirtualService",
      kubernetes.list("networking.istio.io", "VirtualService", { purpose: "splits and faults", signal }),
    ),
    gathering.takeObjects(
      "HTTPRoute",
      kubernetes.list("gateway.networking.k8s.io", "HTTPRoute", { purpose: "splits", signal }),
    ),
  ]);
  if (virtualServices === undefined && httpRoutes === undefined) return undefined;
  return [...(virtualServices ?? []), ...(httpRoutes ?? [])].flatMap(rulesOf);
}

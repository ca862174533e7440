import { proxyRows, type ProxyRow } from "@/lib/controlplane/proxy-row";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import type { Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedReplicas, sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { Call, OperationContext } from "@/server/ports";

export type ProxyList = {
  readonly rows: readonly ProxyRow[];
  readonly replicas: readonly ControlPlaneReplica[];
};

/** Every pod of the scope with its proxy's sync state from all istiod replicas. */
export async function listProxies(ctx: OperationContext, scope: Scope): Promise<Sourced<ProxyList>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const wanted = new Set(scope.namespaces);
  const [pods, syncs, replicas] = await Promise.all([
    gathering.takeObjects(
      "pods",
      sources.kubernetes.list("", "Pod", call("pods"), wanted.size === 0 ? undefined : scope.namespaces),
    ),
    gathering.take("sync state", sharedSync(ctx, scope.cluster, call("sync state of every proxy"))),
    gathering.take(
      "istiod replicas",
      sharedReplicas(ctx, scope.cluster, call("istiod replicas and versions")),
    ),
  ]);
  const rows = proxyRows({
    pods,
    syncs: syncs?.filter((sync) => wanted.size === 0 || wanted.has(sync.namespace)),
    isPartial: replicas === undefined || replicas.some((replica) => replica.connectedProxies === undefined),
    versionByReplica: new Map(
      (replicas ?? []).flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])),
    ),
  });
  return { ...gathering.answer({ rows, replicas: replicas ?? [] }), warnings: distinct(gathering.warnings) };
}

/** Sync state and replica list come from the same pages: a silent replica is one warning. */
function distinct<W extends { readonly source: string; readonly part?: string; readonly message: string }>(
  warnings: readonly W[],
): readonly W[] {
  return [
    ...new Map(
      warnings.map((warning) => [`${warning.source} ${warning.part} ${warning.message}`, warning]),
    ).values(),
  ];
}

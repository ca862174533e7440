import type { Sourced } from "@/lib/evidence";
import { namespaceRows } from "@/lib/overview/namespace-rows";
import { syncSummary, type SyncSummary } from "@/lib/overview/sync-summary";
import type { NamespaceRow, ServiceRow } from "@/lib/overview/rows";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import { dataplaneFromNamespace } from "@/lib/mesh/namespace-dataplane";
import type { Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readServiceRows } from "@/server/operations/services/read-rows";
import type { OperationContext } from "@/server/ports";

export type Overview = {
  readonly namespaces: readonly NamespaceRow[];
  readonly services: readonly ServiceRow[];
  /** undefined: no istiod replica answered. */
  readonly sync?: SyncSummary;
  readonly replicas?: readonly ControlPlaneReplica[];
};

/** The state of the mesh at a glance. */
export async function readOverview(ctx: OperationContext, scope: Scope): Promise<Sourced<Overview>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const call = (purpose: string) => ({ purpose, signal: ctx.signal });
  const [services, namespaces, sync, replicas] = await Promise.all([
    readServiceRows(ctx, gathering, sources, scope),
    gathering.take("namespaces", sources.kubernetes.list("", "Namespace", call("namespaces"))),
    gathering.take("proxy sync state", sources.controlPlane.sync(call("sync state of every proxy"))),
    gathering.take("istiod replicas", sources.controlPlane.replicas(call("istiod replicas"))),
  ]);
  const wanted = (name: string) => scope.namespaces.length === 0 || scope.namespaces.includes(name);
  const facts = (namespaces ?? [])
    .filter((each) => wanted(each.metadata.name))
    .map((each) => ({
      name: each.metadata.name,
      dataplane: dataplaneFromNamespace(each.metadata.labels ?? {}),
    }));
  return gathering.answer({
    namespaces: namespaceRows(facts, services),
    services,
    ...(sync === undefined ? {} : { sync: syncSummary(sync.filter((proxy) => wanted(proxy.namespace))) }),
    ...(replicas === undefined ? {} : { replicas }),
  });
}

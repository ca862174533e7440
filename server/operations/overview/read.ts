import type { Sourced } from "@/lib/evidence";
import { dataplaneFromNamespace } from "@/lib/mesh/namespace-dataplane";
import { namespaceRows } from "@/lib/overview/namespace-rows";
import type { NamespaceRow, ServiceRow } from "@/lib/overview/rows";
import type { Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readServiceRows } from "@/server/operations/services/read-rows";
import type { OperationContext } from "@/server/ports";

export type Overview = {
  readonly namespaces: readonly NamespaceRow[];
  readonly services: readonly ServiceRow[];
};

/** Every namespace and service of the scope with its golden signals. */
export async function readOverview(ctx: OperationContext, scope: Scope): Promise<Sourced<Overview>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const [services, namespaces] = await Promise.all([
    readServiceRows(ctx, gathering, sources, scope),
    gathering.takeObjects(
      "namespaces",
      sources.kubernetes.list("", "Namespace", { purpose: "namespaces", signal: ctx.signal }),
    ),
  ]);
  const facts = (namespaces ?? [])
    .filter((each) => scope.namespaces.length === 0 || scope.namespaces.includes(each.metadata.name))
    .map((each) => ({
      name: each.metadata.name,
      dataplane: dataplaneFromNamespace(each.metadata.labels ?? {}),
    }));
  return gathering.answer({ namespaces: namespaceRows(facts, services), services });
}

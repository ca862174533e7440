import type { Sourced } from "@/lib/evidence";
import type { ServiceRow } from "@/lib/overview/rows";
import type { Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readServiceRows } from "@/server/operations/services/read-rows";
import type { OperationContext } from "@/server/ports";

/** Every service of the scope with its golden signals. */
export async function listServices(
  ctx: OperationContext,
  scope: Scope,
): Promise<Sourced<readonly ServiceRow[]>> {
  const gathering = new Gathering();
  return gathering.answer(await readServiceRows(ctx, gathering, clusterSources(ctx, scope.cluster), scope));
}

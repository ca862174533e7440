import { meshNames, type MeshNames } from "@/lib/config/references/mesh-names";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { OperationContext } from "@/server/ports";

/** The names that an editor can offer. */
export async function readNames(
  ctx: OperationContext,
  input: { readonly cluster: string },
): Promise<Sourced<MeshNames>> {
  const { data, warnings, evidence } = await readMeshObjects(clusterSources(ctx, input.cluster), ctx.signal);
  return { data: meshNames(data), warnings, evidence };
}

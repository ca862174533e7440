import type { ChangeRequest } from "@/lib/changes/change-set";
import type { Sourced } from "@/lib/evidence";
import type { Impact } from "@/lib/impact/model";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { changedMesh } from "@/server/operations/impact/change-objects";
import type { OperationContext } from "@/server/ports";

/**
 * What `request` would do to live traffic: which proxies get it, where requests go, who may call. Cheap: it reads
 * caches, asks the API server nothing and writes nothing.
 */
export async function previewImpact(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly request: ChangeRequest },
): Promise<Sourced<Impact>> {
  const sources = clusterSources(ctx, input.cluster);
  const mesh = await readMeshObjects(sources, ctx.signal);
  const { title, changed } = await changedMesh(ctx, sources, input.request, mesh.data);
  return { ...mesh, data: { title, hosts: [], isNothing: changed.length === 0 } };
}

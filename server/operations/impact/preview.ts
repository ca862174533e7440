import type { ChangeRequest } from "@/lib/changes/change-set";
import type { Sourced } from "@/lib/evidence";
import { affectedHosts, leadingHosts } from "@/lib/impact/affected-hosts";
import type { Impact } from "@/lib/impact/model";
import { predictImpact } from "@/lib/impact/predict";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { changedMesh } from "@/server/operations/impact/change-objects";
import { readLiveTraffic } from "@/server/operations/impact/live-traffic";
import type { OperationContext } from "@/server/ports";

/**
 * What `request` would do to live traffic: which proxies get it, where requests go, who may call. Cheap: it reads
 * caches, asks the API server nothing and writes nothing. Throws invalid_input where the request can't be rendered.
 */
export async function previewImpact(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly request: ChangeRequest },
): Promise<Sourced<Impact>> {
  const sources = clusterSources(ctx, input.cluster);
  const mesh = await readMeshObjects(sources, ctx.signal);
  const { title, before, after, changed } = await changedMesh(ctx, sources, input.request, mesh.data);
  if (changed.length === 0) return { ...mesh, data: { title, hosts: [], isNothing: true } };
  // Without pods there are neither proxies nor callers to speak of; the warnings say why.
  if (before["/Pod"] === undefined) return { ...mesh, data: { title, hosts: [], isNothing: false } };
  const { routes, clusters, access } = affectedHosts(before, after, changed);
  const touched = new Set([...routes, ...clusters, ...access]);
  const asked = [...touched, ...leadingHosts(before, after, touched)];
  const traffic = await readLiveTraffic(ctx, sources, asked);
  ctx.signal.throwIfAborted();
  return {
    data: {
      title,
      isNothing: false,
      ...predictImpact({ before, after, changed }, traffic.data),
    },
    warnings: [...mesh.warnings, ...traffic.warnings],
    evidence: [...mesh.evidence, ...traffic.evidence],
  };
}

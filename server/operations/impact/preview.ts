import type { ChangeRequest } from "@/lib/changes/change-set";
import type { SourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { affectedHosts, leadingHosts } from "@/lib/impact/affected-hosts";
import type { Impact } from "@/lib/impact/model";
import { predictionSteps, type PredictionStep } from "@/lib/impact/predict";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { changedMesh } from "@/server/operations/impact/change-objects";
import { readLiveTraffic } from "@/server/operations/impact/live-traffic";
import { runPrediction } from "@/server/operations/impact/run-prediction";
import type { OperationContext } from "@/server/ports";

/**
 * What `request` would do to live traffic: which proxies get it, where requests go, who may call. Cheap: it reads
 * caches, asks the API server nothing and writes nothing, lets other requests have their turns, and ends with a warning
 * that names what is left out when the change is about more than it has time for. Throws invalid_input where the request can't be rendered.
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
  const affected = affectedHosts(before, after, changed);
  const { routes, clusters, access } = affected;
  const touched = new Set([...routes, ...clusters, ...access]);
  const asked = [...touched, ...leadingHosts(before, after, touched)];
  const traffic = await readLiveTraffic(ctx, sources, asked);
  ctx.signal.throwIfAborted();
  const { impact, cutShort } = await runPrediction(
    predictionSteps({ before, after, changed }, traffic.data, affected),
    { signal: ctx.signal, clockMs: ctx.nowMs },
  );
  return {
    data: { title, isNothing: false, ...impact },
    warnings: [
      ...mesh.warnings,
      ...traffic.warnings,
      ...cutShort.map((step) => cutShortWarning(step, sources.name)),
    ],
    evidence: [...mesh.evidence, ...traffic.evidence],
  };
}

function cutShortWarning({ part, done, of }: PredictionStep, cluster: string): SourceWarning {
  return {
    source: "kubernetes",
    cluster,
    reason: "partial",
    part: `${of - done} of ${of} ${part}`,
    message: `${done} of ${of} ${part} compared in the time that a preview has; figures are of these alone, which are the busiest`,
    hint: "Change fewer hosts or namespaces at a time to see the whole effect",
  };
}

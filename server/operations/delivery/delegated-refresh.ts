import type { ChangeSet } from "@/lib/changes/change-set";
import { isSameJson, writtenPart } from "@/lib/config/clean-manifest";
import { semanticDiff } from "@/lib/config/semantic-diff";
import { readLive } from "@/server/operations/changes/read-live";
import { delegatedRendering } from "@/server/operations/delivery/delegated-rendering";
import type { ClusterSources, OperationContext } from "@/server/ports";

/**
 * The plan on the object as it is now, when the act is still the very same: a controller writes its status all the time,
 * and an abort must not lose every race against it. A plan whose act would be another one by now comes back as it was,
 * and is refused for having moved.
 */
export async function refreshDelegated(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: ChangeSet,
): Promise<ChangeSet> {
  const { request } = plan;
  const [planned] = plan.objects;
  if (request.kind !== "delegate" || planned === undefined) return plan;
  const { objects: live } = await readLive(sources, [request.ref], { nowMs: ctx.nowMs });
  const [rendered] = delegatedRendering(request).render({}, live).objects;
  const { before, after, subresource } = rendered ?? {};
  const resourceVersion = before?.metadata.resourceVersion;
  if (before === undefined || after === undefined || resourceVersion === undefined) return plan;
  if (before.metadata.uid !== planned.uid) return plan;
  const next = { before: writtenPart(before, subresource), after: writtenPart(after, subresource) };
  if (!isSameJson(semanticDiff(next.before, next.after, subresource), planned.diff)) return plan;
  return {
    ...plan,
    objects: [{ ...planned, ...next, resourceVersion }],
    reads: plan.reads.map((read) => ({ ...read, resourceVersion })),
  };
}

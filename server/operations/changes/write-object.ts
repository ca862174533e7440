import { inOwnWords } from "@/lib/phrase";
import type { PlannedObject } from "@/lib/changes/change-set";
import { cleanManifest, writtenPart } from "@/lib/config/clean-manifest";
import { ConsoleError } from "@/lib/errors";
import { printObjectRef } from "@/lib/mesh/object-ref";
import type { Call, ClusterSources, WriteResult } from "@/server/ports";

export type WriteStep = Pick<
  PlannedObject,
  "ref" | "action" | "before" | "after" | "subresource" | "resourceVersion" | "uid"
>;

/**
 * The only place that writes to Kubernetes. A create fails when the object exists; an update and a delete carry the
 * resourceVersion that the person saw, so that the API server refuses when somebody was faster.
 */
export async function writeObject(
  sources: ClusterSources,
  step: WriteStep,
  call: Call,
  options: { readonly dryRun: boolean },
): Promise<WriteResult | undefined> {
  const { action, after, ref, resourceVersion, uid, subresource } = step;
  if (action === "create" && after !== undefined) {
    return sources.kubernetes.create(cleanManifest(after), options, call);
  }
  if (resourceVersion === undefined) throw unguarded(step);
  const guard = { resourceVersion, ...(uid === undefined ? {} : { uid }) };
  if (action === "delete") {
    await sources.kubernetes.remove(ref, guard, options, call);
    return undefined;
  }
  if (after === undefined) throw unguarded(step);
  const clean = writtenPart(after, subresource);
  const guarded = { ...clean, metadata: { ...clean.metadata, ...guard } };
  return sources.kubernetes.replace(guarded, { ...options, subresource }, call);
}

function unguarded({ ref }: WriteStep): ConsoleError {
  return new ConsoleError(
    "internal",
    inOwnWords(`The plan for ${printObjectRef(ref)} has no version to guard its write`),
  );
}

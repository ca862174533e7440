import type { ChangeRequest, RenderedObject } from "@/lib/changes/change-set";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { semanticDiff, type SemanticChange } from "@/lib/config/semantic-diff";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { renderingOf } from "@/server/operations/changes/render";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { OperationContext } from "@/server/ports";

export type PreviewedObject = RenderedObject & {
  readonly action: "create" | "update" | "delete";
  readonly diff: readonly SemanticChange[];
};

/**
 * The objects that a request would write, from the watch cache: no dry run, nothing stored, so that it can follow the
 * keyboard. Throws invalid_input with the field when the objects can't hold it.
 */
export async function previewChange(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly request: ChangeRequest },
): Promise<Sourced<readonly PreviewedObject[]>> {
  const sources = clusterSources(ctx, input.cluster);
  const rendering = await renderingOf(ctx, sources, input.request);
  const { data: objects, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  return { data: rendering.render(objects, []).objects.map(previewed), warnings, evidence };
}

/** A rendered object as a person reads it, with what it changes. */
export function previewed({ ref, before, after }: RenderedObject): PreviewedObject {
  const clean = {
    ...(before === undefined ? {} : { before: cleanManifest(before) }),
    ...(after === undefined ? {} : { after: cleanManifest(after) }),
  };
  return {
    ref,
    ...clean,
    action: before === undefined ? "create" : after === undefined ? "delete" : "update",
    diff: semanticDiff(clean.before, clean.after),
  };
}

import type { ChangeRequest } from "@/lib/changes/change-set";
import { objectKey } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { renderingOf } from "@/server/operations/changes/render";
import { withObjects } from "@/lib/xds/mesh-objects";
import type { LiveObject } from "@/server/operations/changes/read-live";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { groupFromApiVersion, type ObjectRef } from "@/lib/mesh/object-ref";
import { refFromManifest } from "@/lib/config/manifest";
import type { ChangedObject } from "@/lib/impact/changed-objects";

export type ChangedMesh = {
  readonly title: string;
  readonly before: MeshObjects;
  readonly after: MeshObjects;
  readonly changed: readonly ChangedObject[];
};

/**
 * The mesh before and after `request`, on the objects of the watch cache. Throws invalid_input where the request can't
 * be rendered, as planning it would.
 */
export async function changedMesh(
  ctx: OperationContext,
  sources: ClusterSources,
  request: ChangeRequest,
  before: MeshObjects,
): Promise<ChangedMesh> {
  const rendering = await renderingOf(ctx, sources, request);
  const live = rendering.refs(before).map((ref) => cachedObject(before, ref));
  const { objects } = rendering.render(before, live);
  const createdNow = new Date(ctx.nowMs()).toISOString();
  const changed = objects.map(({ ref, before: old, after }) => {
    // Age decides which of two objects wins, and a rendered object has lost its own.
    const creationTimestamp = old?.metadata.creationTimestamp ?? createdNow;
    return {
      ref,
      before: old,
      after:
        after === undefined ? undefined : { ...after, metadata: { ...after.metadata, creationTimestamp } },
    };
  });
  return {
    title: rendering.title,
    before,
    after: withObjects(
      before,
      changed.map(({ ref, after }) => ({ ref, manifest: after })),
    ),
    changed,
  };
}

function cachedObject(objects: MeshObjects, ref: ObjectRef): LiveObject {
  const list = objects[`${groupFromApiVersion(ref.apiVersion)}/${ref.kind}`] ?? [];
  const key = objectKey(ref);
  return { ref, manifest: list.find((manifest) => objectKey(refFromManifest(manifest)) === key) };
}

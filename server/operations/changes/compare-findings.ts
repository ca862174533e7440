import type { PlannedObject } from "@/lib/changes/change-set";
import { checkMesh, findingKey } from "@/lib/config/check";
import type { Inventory } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { withObjects } from "@/lib/xds/mesh-objects";

/** What is known of the live mesh holds for both: a longer timeout is judged by the calls that are made today. */
export function compareFindings(inventory: Inventory, objects: readonly PlannedObject[]) {
  const next = withObjects(
    inventory.objects,
    objects.map(({ ref, after }) => ({
      ref,
      manifest: after && withAge(after, inventory.objects, ref, inventory.nowMs),
    })),
  );
  const before = checkMesh(inventory);
  const after = checkMesh({ ...inventory, objects: next });
  const old = new Set(before.map(findingKey));
  const now = new Set(after.map(findingKey));
  const touched = new Set(objects.map(({ ref }) => objectKey(ref)));
  const relevant = (finding: Finding): boolean =>
    !old.has(findingKey(finding)) || touched.has(objectKey(finding.object));
  return {
    after: after.filter(relevant).map((finding) => ({ finding, isNew: !old.has(findingKey(finding)) })),
    resolved: before.filter((finding) => !now.has(findingKey(finding))),
  };
}

/** Age decides which of two objects counts, and a planned object has lost its own; a new one is the youngest. */
function withAge(after: Manifest, objects: MeshObjects, ref: ObjectRef, nowMs: number): Manifest {
  const live = (objects[`${groupFromApiVersion(ref.apiVersion)}/${ref.kind}`] ?? []).find(
    (one) => objectKey(refFromManifest(one)) === objectKey(ref),
  );
  const creationTimestamp = live?.metadata.creationTimestamp ?? new Date(nowMs).toISOString();
  return { ...after, metadata: { ...after.metadata, creationTimestamp } };
}

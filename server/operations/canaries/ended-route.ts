import type { CanaryRun } from "@/lib/canaries/run";
import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion, type ObjectRef } from "@/lib/mesh/object-ref";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { weightsNow, type Weights } from "@/server/operations/canaries/route-state";

/** What an ended run left, against what is there now. */
export function endedRoute(
  { body: { plan, touched } }: Pick<CanaryRun, "body">,
  objects: MeshObjects,
): { readonly planned: Weights; readonly isAsWritten: boolean; readonly isAsBefore: boolean } {
  const left = withObjects(
    objects,
    touched.map(({ ref, after }) => ({ ref, manifest: after })),
  );
  return {
    planned: weightsNow(plan, left) ?? [],
    isAsWritten: touched.every(({ ref, after }) => isSame(found(objects, ref), after)),
    isAsBefore: touched.every(({ ref, before }) => isSame(found(objects, ref), before)),
  };
}

function found(objects: MeshObjects, { apiVersion, kind, namespace, name }: ObjectRef): Manifest | undefined {
  return objects[`${groupFromApiVersion(apiVersion)}/${kind}`]?.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? "") === namespace,
  );
}

function isSame(left: Manifest | undefined, right: Manifest | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return isSameJson(cleanManifest(left), cleanManifest(right));
}

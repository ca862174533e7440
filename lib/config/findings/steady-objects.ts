import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** Whether both are one version of one object, though they may have been read twice. */
function isSameVersion(one: Manifest, other: Manifest): boolean {
  if (one === other) return true;
  const { uid, resourceVersion } = one.metadata;
  return (
    uid !== undefined &&
    resourceVersion !== undefined &&
    uid === other.metadata.uid &&
    resourceVersion === other.metadata.resourceVersion
  );
}

function isSameList(before: readonly Manifest[], now: readonly Manifest[]): boolean {
  return (
    before.length === now.length &&
    before.every((manifest, index) => {
      const other = now[index];
      return other !== undefined && isSameVersion(manifest, other);
    })
  );
}

/**
 * `now` with the lists of `before` wherever they hold the same versions of the same objects in the same order, so that
 * identity tells whether something changed.
 */
export function steadyObjects(before: MeshObjects, now: MeshObjects): MeshObjects {
  const keys = Object.keys(now);
  const entries = keys.map((key) => {
    const known = before[key];
    const list = now[key] ?? [];
    return [key, known !== undefined && isSameList(known, list) ? known : list] as const;
  });
  const isSame =
    keys.length === Object.keys(before).length && entries.every(([key, list]) => before[key] === list);
  return isSame ? before : Object.fromEntries(entries);
}

import { inOwnWords } from "@/lib/phrase";
import type { RenderedObject } from "@/lib/changes/change-set";
import { revert } from "@/lib/changes/revert";
import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import { manifestAsItIs } from "@/lib/config/manifest-schema";
import type { Manifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import { objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import type { TouchedObject } from "@/lib/delivery/run";
import type { LiveObject } from "@/server/operations/changes/read-live";

export type RevertedObject = {
  readonly ref: ObjectRef;
  /** Absent when nothing is to be written. */
  readonly object?: RenderedObject;
  /** Paths that somebody changed since; "" is the whole object. */
  readonly kept: readonly string[];
};

/**
 * What takes one written object back, against what is live. With `isOurs` the writer insists: fields that others
 * changed since get their old value too, and an object of its own making goes as long as `isOurs` holds of it.
 */
export function revertObject(
  written: TouchedObject,
  live: readonly LiveObject[],
  isOurs?: (manifest: Manifest) => boolean,
): RevertedObject {
  const { ref, before, after } = written;
  const manifest = live.find((one) => objectKey(one.ref) === objectKey(ref))?.manifest;
  if (manifest === undefined) {
    // A deleted object comes back only when we deleted it.
    if (after === undefined && before !== undefined) return { ref, object: { ref, after: before }, kept: [] };
    return { ref, kept: before === undefined ? [] : [""] };
  }
  const today = cleanManifest(manifest);
  if (before === undefined) {
    const isOwn = isOurs?.(manifest) === true;
    return isOwn || (after !== undefined && isSameJson(today, cleanManifest(after)))
      ? { ref, object: { ref, before: manifest }, kept: [] }
      : { ref, kept: [""] };
  }
  const { value, kept } = revert(before, after, today, isOurs !== undefined);
  const next = manifestFrom(value, ref);
  return isSameJson(next, today)
    ? { ref, kept }
    : { ref, object: { ref, before: manifest, after: next }, kept };
}

function manifestFrom(value: unknown, ref: ObjectRef): Manifest {
  const parsed = manifestAsItIs.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConsoleError(
    "internal",
    inOwnWords(`Taking the change back would leave ${printObjectRef(ref)} without its shape`),
  );
}

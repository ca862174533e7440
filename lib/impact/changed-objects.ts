import type { Manifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/** An object that a change writes: undefined before is new, undefined after is deleted. */
export type ChangedObject = {
  readonly ref: ObjectRef;
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
};

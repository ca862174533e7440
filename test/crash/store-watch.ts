import { canonicalJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import type { ObjectStore } from "@/server/demo/world/world";

/** One write as the demo's API server stored it, whoever wrote. */
export type StoredVersion = {
  readonly atMs: number;
  /** `VirtualService shop/cart`. */
  readonly key: string;
  readonly type: "added" | "modified" | "deleted";
  readonly resourceVersion: string;
  /** As it was when deleted. */
  readonly object: Manifest;
};

export type StoreWatch = {
  /** Oldest first. */
  readonly versions: () => readonly StoredVersion[];
  readonly stop: () => void;
};

const watched = new Set(["VirtualService", "DestinationRule"]);

export function keyOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

/** Notes every version of every routing object, without asking the console anything. */
export function watchStore(store: ObjectStore): StoreWatch {
  const versions: StoredVersion[] = [];
  const stop = store.onChange(({ type, object }) => {
    if (!watched.has(object.kind)) return;
    const resourceVersion = object.metadata.resourceVersion ?? "";
    versions.push({ atMs: Date.now(), key: keyOf(object), type, resourceVersion, object });
  });
  return { versions: () => versions, stop };
}

/** What a person can see of an object, down to the byte; the server's own counts and marks of writers are left out. */
export function imageOf(object: Manifest | undefined): string {
  if (object === undefined) return "absent";
  const {
    resourceVersion: _version,
    generation: _count,
    managedFields: _writers,
    ...metadata
  } = object.metadata;
  return canonicalJson({ ...object, metadata });
}

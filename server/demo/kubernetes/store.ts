import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { createCollections, keyFromObject, type ObjectKey } from "@/server/demo/kubernetes/collections";
import { createHistory, type StoreEvent } from "@/server/demo/kubernetes/history";
import { uidFrom } from "@/server/demo/kubernetes/uid";
import type { ObjectStore } from "@/server/demo/world/world";

/** The demo's database: every object, one revision for all, and the latest writes for those who watch. */
export type KubernetesStore = ObjectStore & {
  readonly nowMs: () => number;
  get(key: ObjectKey): Manifest | undefined;
  /** Fills in uid, generation and creationTimestamp unless the object has them. */
  create(object: Manifest): Manifest;
  /** Stores `object` in the place of the present one; `generation` grows when `specChanged`. */
  replace(object: Manifest, specChanged: boolean): Manifest;
  remove(key: ObjectKey): Manifest | undefined;
  /** A uid that no object has. */
  nextUid(): string;
  /** Writes after `revision`, or undefined when some of them are forgotten. */
  eventsSince(revision: number): readonly StoreEvent[] | undefined;
  /** The oldest revision that a watch can still start from. */
  oldestRevision(): number;
  /** Called after each write with the event; returns the way to stop. */
  onEvent(listener: (event: StoreEvent) => void): () => void;
  /** Forgets all past writes, as etcd's compaction does. */
  compact(): void;
};

export type ObjectStoreOptions = {
  readonly nowMs: () => number;
  readonly seed?: number;
  /** How many writes are remembered at least. */
  readonly historySize?: number;
  readonly objects?: readonly Manifest[];
};

const firstRevision = 390;

function withCreationMetadata(object: Manifest, uid: () => string, nowMs: number): Manifest {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      uid: metadata.uid ?? uid(),
      generation: metadata.generation ?? 1,
      creationTimestamp: metadata.creationTimestamp ?? timeFromMs(nowMs),
    },
  };
}

/** An empty store, or one that holds `objects` as if they had been written one after another before anybody watched. */
export function createObjectStore(options: ObjectStoreOptions): KubernetesStore {
  const { nowMs, seed = 1, historySize = 5_000, objects = [] } = options;
  const collections = createCollections();
  const history = createHistory(historySize, firstRevision);
  const listeners = new Set<(event: StoreEvent) => void>();
  let revision = firstRevision;
  let uids = 0;
  const nextUid = () => uidFrom(`${seed}/${(uids += 1)}`);

  function write(type: StoreEvent["type"], object: Manifest, before: Manifest | undefined): Manifest {
    revision += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const { group, kind, ...key } = keyFromObject(stored);
    if (type === "deleted") collections.delete({ group, kind, ...key });
    else collections.set(stored);
    const event = { revision, type, group, kind, object: stored, before };
    history.add(event);
    for (const listener of listeners) listener(event);
    return stored;
  }

  const onEvent: KubernetesStore["onEvent"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  for (const object of objects) write("added", withCreationMetadata(object, nextUid, nowMs()), undefined);
  history.forget(revision);

  return {
    nowMs,
    nextUid,
    onEvent,
    list: collections.list,
    get: collections.get,
    revision: () => revision,
    create: (object) => write("added", withCreationMetadata(object, nextUid, nowMs()), undefined),
    replace(object, specChanged) {
      const before = collections.get(keyFromObject(object));
      const generation = (before?.metadata.generation ?? 1) + (specChanged ? 1 : 0);
      return write("modified", { ...object, metadata: { ...object.metadata, generation } }, before);
    },
    remove(key) {
      const before = collections.get(key);
      return before === undefined ? undefined : write("deleted", before, before);
    },
    eventsSince: history.since,
    oldestRevision: history.oldestRevision,
    onChange: (listener) => onEvent(({ type, object }) => listener({ type, object })),
    compact: () => history.forget(revision),
  };
}

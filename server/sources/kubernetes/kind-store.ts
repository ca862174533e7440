import type { Manifest } from "@/lib/config/manifest";
import type { SourceError } from "@/lib/errors";
import type { KindInfo } from "@/lib/config/kinds";
import type { KindState } from "@/server/ports";

export type ObjectChange = {
  readonly type: "added" | "modified" | "deleted";
  readonly group: string;
  readonly kind: string;
  readonly object: Manifest;
  /** The object as the cache had it, for modified and deleted ones. */
  readonly before?: Manifest;
  readonly atMs: number;
};

/** The cached objects of one kind and how fresh they are. */
export type KindStore = {
  readonly info: KindInfo;
  readonly objects: () => readonly Manifest[];
  readonly state: () => KindState;
  readonly failure: () => SourceError | undefined;
  /** Whether a whole list was ever taken. */
  readonly everSynced: () => boolean;
  /** Resolves at the first list, or as soon as it is known why there is none. */
  readonly settled: Promise<void>;
  readonly replaceAll: (objects: readonly Manifest[]) => void;
  readonly put: (object: Manifest) => void;
  readonly drop: (object: Manifest) => void;
  readonly absent: () => void;
  readonly failed: (error: SourceError) => void;
  readonly connected: (open: boolean) => void;
};

const keyOf = ({ metadata }: Manifest) => `${metadata.namespace ?? ""}/${metadata.name}`;

type Emit = (type: ObjectChange["type"], object: Manifest, before: Manifest | undefined) => void;

/** The objects alone: every real change is emitted once. */
function createObjectMap(emit: Emit) {
  const byKey = new Map<string, Manifest>();
  let snapshot: readonly Manifest[] | undefined;

  function put(object: Manifest): void {
    const key = keyOf(object);
    const before = byKey.get(key);
    if (before !== undefined && before.metadata.resourceVersion === object.metadata.resourceVersion) return;
    byKey.set(key, object);
    snapshot = undefined;
    emit(before === undefined ? "added" : "modified", object, before);
  }
  function drop(object: Manifest): void {
    const before = byKey.get(keyOf(object));
    if (before === undefined) return;
    byKey.delete(keyOf(object));
    snapshot = undefined;
    emit("deleted", object, before);
  }
  return {
    put,
    drop,
    all: () => (snapshot ??= [...byKey.values()]),
    replaceAll(objects: readonly Manifest[]) {
      const seen = new Set(objects.map(keyOf));
      for (const [key, object] of byKey) if (!seen.has(key)) drop(object);
      for (const object of objects) put(object);
    },
  };
}

export function createKindStore(
  info: KindInfo,
  nowMs: () => number,
  onChange: (change: ObjectChange) => void,
): KindStore {
  const { group, kind } = info;
  const objects = createObjectMap((type, object, before) =>
    onChange({ type, group, kind, object, before, atMs: nowMs() }),
  );
  let state: KindState["state"] = "syncing";
  let failure: SourceError | undefined;
  let everSynced = false;
  let open = false;
  let contactMs: number | undefined;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));

  function alive(next: KindState["state"]): void {
    state = next;
    failure = undefined;
    contactMs = nowMs();
    settle();
  }

  return {
    info,
    settled,
    put: objects.put,
    drop: objects.drop,
    objects: objects.all,
    failure: () => failure,
    everSynced: () => everSynced,
    state: () => ({
      kind,
      group,
      state,
      ...(contactMs === undefined ? {} : { ageMs: open ? 0 : nowMs() - contactMs }),
    }),
    replaceAll(list) {
      objects.replaceAll(list);
      everSynced = true;
      alive("synced");
    },
    absent() {
      objects.replaceAll([]);
      alive("absent");
    },
    failed(error) {
      state = "failed";
      failure = error;
      settle();
    },
    connected(isOpen) {
      open = isOpen;
      if (isOpen) alive("synced");
      else contactMs = nowMs();
    },
  };
}

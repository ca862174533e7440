import type { Manifest } from "@/lib/config/manifest";

/** One write, with the object as it was before: selectors need both to tell who came and who went. */
export type StoreEvent = {
  readonly revision: number;
  readonly type: "added" | "modified" | "deleted";
  readonly group: string;
  readonly kind: string;
  readonly object: Manifest;
  readonly before: Manifest | undefined;
};

/** The latest writes, for those who watch from a revision on. */
export type History = {
  readonly add: (event: StoreEvent) => void;
  /** Writes after `revision`, or undefined when some of them are forgotten. */
  readonly since: (revision: number) => readonly StoreEvent[] | undefined;
  readonly oldestRevision: () => number;
  readonly forget: (upToRevision: number) => void;
};

/** Remembers at least the last `size` writes. */
export function createHistory(size: number, firstRevision: number): History {
  let events: readonly StoreEvent[] = [];
  let recent: StoreEvent[] = [];
  let oldest = firstRevision;
  return {
    add(event) {
      recent.push(event);
      if (recent.length < size) return;
      // Two generations: the older one is dropped as a whole, so that a write costs no copying.
      oldest = (events.at(-1) ?? { revision: oldest }).revision;
      events = recent;
      recent = [];
    },
    since: (revision) =>
      revision < oldest ? undefined : [...events, ...recent].filter((event) => event.revision > revision),
    oldestRevision: () => oldest,
    forget(upToRevision) {
      events = [];
      recent = [];
      oldest = upToRevision;
    },
  };
}

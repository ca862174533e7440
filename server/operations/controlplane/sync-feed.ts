import { SourceError } from "@/lib/errors";
import type { Call, SyncAnswer } from "@/server/ports";
import { nextLook, type SyncLook } from "./sync-look";

export type SyncFeed = {
  /** A look that began at most `maxAgeMs` ago, or a new one; those who ask meanwhile share it. A look without an answer is one, too. */
  readonly look: (maxAgeMs: number, signal?: AbortSignal) => Promise<SyncLook>;
  /** Tells of every look until the returned function is called. However many listen, one looks. */
  readonly listen: (onLook: (look: SyncLook) => void) => () => void;
  readonly listenerCount: () => number;
  readonly intervalMs: number;
};

type FeedOptions = {
  readonly cluster: string;
  readonly ask: (call: Call) => Promise<SyncAnswer>;
  readonly intervalMs: number;
  readonly nowMs: () => number;
  /** Calls `next` after a while; returns how to call it off. */
  readonly later: (next: () => void, ms: number) => () => void;
};

const longestPauseMs = 60_000;
/**
 * The one reader of istiod's sync state in this process: an interval's readers and every listener see the same look.
 * While nobody reads, nothing is asked; while no replica answers, the pauses grow to a minute.
 */
export function createSyncFeed(options: FeedOptions): SyncFeed {
  const { cluster, intervalMs, later } = options;
  const listeners = new Set<(look: SyncLook) => void>();
  const looker = createLooker(options, (look) => {
    for (const listener of listeners) listener(look);
  });
  let callOff: (() => void) | undefined;

  async function turn(): Promise<void> {
    callOff = undefined;
    // What a reader fetched a moment ago is told already.
    if (looker.fresh(intervalMs / 2) === undefined) await looker.lookNow().catch(() => undefined);
    if (listeners.size === 0 || callOff !== undefined) return;
    const pauseMs = Math.min(longestPauseMs, intervalMs * 2 ** Math.min(looker.failures(), 10));
    callOff = later(() => void turn(), pauseMs);
  }

  return {
    async look(maxAgeMs, signal) {
      return looker.fresh(maxAgeMs) ?? untilLeft(looker.lookNow(), signal, cluster);
    },
    listen(onLook) {
      listeners.add(onLook);
      const fresh = looker.fresh(intervalMs);
      if (fresh !== undefined) onLook(fresh);
      if (listeners.size === 1) void turn();
      return () => {
        listeners.delete(onLook);
        if (listeners.size > 0) return;
        callOff?.();
        callOff = undefined;
      };
    },
    listenerCount: () => listeners.size,
    intervalMs,
  };
}

/** Looks one at a time and keeps the last look. */
function createLooker({ ask, nowMs }: FeedOptions, onLook: (look: SyncLook) => void) {
  let last: SyncLook | undefined;
  let underWay: Promise<SyncLook> | undefined;
  let failures = 0;

  async function look(): Promise<SyncLook> {
    const atMs = nowMs();
    const found = await ask({ purpose: "sync state of every proxy" }).then(
      (answer) => ({ answer }),
      (error: unknown) => {
        if (!(error instanceof SourceError)) throw error;
        return { error };
      },
    );
    failures = "error" in found ? failures + 1 : 0;
    last = nextLook(last, found, atMs);
    onLook(last);
    return last;
  }

  return {
    failures: () => failures,
    fresh(maxAgeMs: number): SyncLook | undefined {
      return last !== undefined && nowMs() - last.atMs < maxAgeMs ? last : undefined;
    },
    /** Not aborted when a reader leaves: the next one wants it as well. */
    lookNow(): Promise<SyncLook> {
      underWay ??= look().finally(() => (underWay = undefined));
      return underWay;
    },
  };
}

function untilLeft<T>(work: Promise<T>, signal: AbortSignal | undefined, cluster: string): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const leave = () =>
      reject(new SourceError("the reader left", { source: "istiod", cluster, reason: "aborted" }));
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    const settled = () => signal.removeEventListener("abort", leave);
    work.then(resolve, reject).finally(settled);
  });
}

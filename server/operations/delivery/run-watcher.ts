import type { RunVersion } from "@/server/database/run-version";

type Listener = (changes: readonly RunVersion[]) => void;

type Watched = {
  /** Every run as it is now. */
  readonly read: () => Promise<readonly RunVersion[]>;
  /** Calls `look` after a while; returns how to call it off. */
  readonly later: (look: () => void) => () => void;
  readonly report: (error: unknown) => void;
};

export type RunWatcher = {
  /**
   * Yields what changed, first everything as it is, until `signal` aborts. However many listen, the runs are read by one
   * of them; a look that fails is tried again at the next.
   */
  readonly changes: (signal: AbortSignal) => AsyncGenerator<readonly RunVersion[]>;
  readonly listenerCount: () => number;
};

/** Looks at the runs at intervals for as long as somebody listens, and tells the listeners apart what is new. */
export function runWatcher({ read, later, report }: Watched): RunWatcher {
  const listeners = new Set<Listener>();
  let known = new Map<string, RunVersion>();
  let callOff: (() => void) | undefined;
  let isLooking = false;

  async function look(): Promise<void> {
    callOff = undefined;
    isLooking = true;
    try {
      const runs = await read();
      const moved = runs.filter(({ runId, version }) => known.get(runId)?.version !== version);
      known = new Map(runs.map((run) => [run.runId, run]));
      if (moved.length > 0) for (const listener of listeners) listener(moved);
    } catch (error) {
      report(error);
    } finally {
      isLooking = false;
      if (listeners.size > 0) callOff = later(() => void look());
    }
  }

  function join(listener: Listener): () => void {
    listeners.add(listener);
    if (listeners.size > 1) listener([...known.values()]);
    else {
      // What was known is from before the pause.
      known = new Map();
      if (!isLooking) void look();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      callOff?.();
      callOff = undefined;
    };
  }

  return { listenerCount: () => listeners.size, changes: (signal) => batches(join, signal) };
}

/** What `join` tells, gathered while the reader is busy; leaves when the reader does. */
async function* batches(
  join: (listener: Listener) => () => void,
  signal: AbortSignal,
): AsyncGenerator<readonly RunVersion[]> {
  let waiting: RunVersion[] = [];
  let wake = () => {};
  const leave = join((changes) => {
    waiting = [...waiting, ...changes];
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      else {
        const batch = waiting;
        waiting = [];
        yield batch;
      }
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    leave();
  }
}

import { describe, expect, it } from "vitest";
import type { RunVersion } from "@/server/database/run-version";
import { runWatcher } from "@/server/operations/delivery/run-watcher";

const run = (runId: string, version: number): RunVersion => ({
  runId,
  cluster: "east",
  kind: "canary",
  version,
  state: "running",
});

/** A watcher whose clock is moved by hand. */
function watched() {
  let runs: readonly RunVersion[] = [run("a", 1)];
  let reads = 0;
  let fails = false;
  const errors: unknown[] = [];
  const timers = new Set<() => void>();
  const watcher = runWatcher({
    read: async () => {
      reads += 1;
      if (fails) throw new Error("locked");
      return runs;
    },
    later: (look) => {
      timers.add(look);
      return () => timers.delete(look);
    },
    report: (error) => errors.push(error),
  });
  return {
    watcher,
    errors,
    reads: () => reads,
    timers,
    set: (next: readonly RunVersion[]) => (runs = next),
    break: (isBroken: boolean) => (fails = isBroken),
    /** Lets the second pass and the look that it begins end. */
    tick: async () => {
      for (const look of timers) {
        timers.delete(look);
        look();
      }
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
  };
}

const ids = (batch: IteratorResult<readonly RunVersion[]>) =>
  (batch.value as readonly RunVersion[] | undefined)?.map(({ runId, version }) => `${runId}@${version}`);

describe("runWatcher", () => {
  it("begins with every run and goes on with those that were saved", async () => {
    const { watcher, set, tick } = watched();
    const changes = watcher.changes(new AbortController().signal);
    expect(ids(await changes.next())).toEqual(["a@1"]);
    set([run("a", 1), run("b", 1)]);
    const next = changes.next();
    await tick();
    expect(ids(await next)).toEqual(["b@1"]);
    await changes.return(undefined);
  });

  it("asks once however many listen, and a newcomer gets what is known", async () => {
    const { watcher, tick, reads } = watched();
    const readers = Array.from({ length: 50 }, () => watcher.changes(new AbortController().signal));
    const first = readers.map((reader) => reader.next());
    expect((await Promise.all(first)).map(ids).every((one) => one?.[0] === "a@1")).toBe(true);
    expect(reads()).toBe(1);
    await tick();
    expect(reads()).toBe(2);
    for (const reader of readers) void reader.return(undefined);
  });

  it("stops asking when the last one leaves, and begins anew with the next", async () => {
    const { watcher, timers, reads, tick, set } = watched();
    const reader = new AbortController();
    const changes = watcher.changes(reader.signal);
    await changes.next();
    const waiting = changes.next();
    reader.abort();
    expect((await waiting).done).toBe(true);
    expect(watcher.listenerCount()).toBe(0);
    await tick();
    expect(timers.size).toBe(0);
    expect(reads()).toBe(1);
    set([run("a", 2)]);
    const again = watcher.changes(new AbortController().signal);
    expect(ids(await again.next())).toEqual(["a@2"]);
    await again.return(undefined);
  });

  it("tries again after a look that failed", async () => {
    const own = watched();
    const changes = own.watcher.changes(new AbortController().signal);
    await changes.next();
    own.break(true);
    await own.tick();
    expect(own.errors).toHaveLength(1);
    own.break(false);
    own.set([run("a", 2)]);
    const next = changes.next();
    await own.tick();
    expect(ids(await next)).toEqual(["a@2"]);
    await changes.return(undefined);
  });
});

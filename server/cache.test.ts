import { describe, expect, it } from "vitest";
import { createAnswerCache } from "./cache";
import { metrics } from "@/server/telemetry/metrics";

const left = () => new Error("left");

function counting() {
  let loads = 0;
  let release: (value: string) => void = () => undefined;
  let aborted = false;
  const load = (signal: AbortSignal) => {
    loads += 1;
    signal.addEventListener("abort", () => (aborted = true));
    return new Promise<string>((resolve) => (release = resolve));
  };
  return { load, loads: () => loads, release: (value: string) => release(value), aborted: () => aborted };
}

describe("the answer cache", () => {
  it("loads once for all readers within the time", async () => {
    let nowMs = 0;
    const cache = createAnswerCache(() => nowMs);
    const source = counting();
    const readers = Array.from({ length: 50 }, () => cache.cached("k", 1000, source.load, { left }));
    source.release("a");
    expect(new Set(await Promise.all(readers))).toEqual(new Set(["a"]));
    nowMs = 999;
    expect(await cache.cached("k", 1000, source.load, { left })).toBe("a");
    expect(source.loads()).toBe(1);
    nowMs = 1000;
    void cache.cached("k", 1000, source.load, { left });
    expect(source.loads()).toBe(2);
  });

  it("does not let one reader who leaves take the answer from the others", async () => {
    const cache = createAnswerCache(() => 0);
    const source = counting();
    const leaving = new AbortController();
    const first = cache.cached("k", 1000, source.load, { left, signal: leaving.signal });
    const second = cache.cached("k", 1000, source.load, { left });
    leaving.abort();
    await expect(first).rejects.toThrow("left");
    source.release("a");
    expect([await second, source.aborted()]).toEqual(["a", false]);
  });

  it("stops the load when nobody waits any more", async () => {
    const cache = createAnswerCache(() => 0);
    const source = counting();
    const leaving = new AbortController();
    const only = cache.cached("k", 1000, source.load, { left, signal: leaving.signal });
    leaving.abort();
    await expect(only).rejects.toThrow("left");
    expect(source.aborted()).toBe(true);
  });

  it("forgets failures", async () => {
    const cache = createAnswerCache(() => 0);
    await expect(cache.cached("k", 1000, () => Promise.reject(new Error("down")), { left })).rejects.toThrow(
      "down",
    );
    expect(await cache.cached("k", 1000, async () => "up", { left })).toBe("up");
  });

  it("drops the oldest answer when it is full", async () => {
    const cache = createAnswerCache(() => 0, 2);
    let loads = 0;
    const read = (key: string) => cache.cached(key, 1000, async () => (loads += 1), { left });
    for (const key of ["a", "b", "c", "b", "a"]) await read(key);
    expect(loads).toBe(4);
  });

  it("lets go of answers that are too old, because each may be megabytes", async () => {
    let nowMs = 0;
    const cache = createAnswerCache(() => nowMs);
    const read = (key: string, ttlMs: number) => cache.cached(key, ttlMs, async () => key, { left });
    await read("long", 60_000);
    for (const key of ["a", "b", "c"]) await read(key, 1000);
    nowMs = 5000;
    await read("d", 1000);
    expect((await metrics.cacheEntries.get()).values[0]?.value).toBe(2);
  });
});

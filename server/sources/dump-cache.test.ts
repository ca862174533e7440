import { describe, expect, it } from "vitest";
import { createDumpCache } from "@/server/sources/dump-cache";

function dumpOf(text: string, fetchedAtMs = 0) {
  const bytes = Buffer.from(text);
  return { bytes, entries: [], contentHash: text.slice(0, 8), fetchedAtMs };
}

describe("a cache of dumps", () => {
  it("gives a dump at once, and the same bytes after it was compressed", async () => {
    const cache = createDumpCache(1_000_000);
    const text = "abc".repeat(50_000);
    cache.put("p", dumpOf(text));
    const plain = cache.sizeBytes();
    expect((await cache.fresh("p", 0, 1000))?.bytes.toString()).toBe(text);
    while (cache.sizeBytes() === plain) await new Promise((resolve) => setImmediate(resolve));
    expect(cache.sizeBytes()).toBeLessThan(plain / 10);
    expect(Buffer.from((await cache.fresh("p", 0, 1000))?.bytes ?? []).toString()).toBe(text);
    expect(await cache.fresh("p", 1001, 1000)).toBeUndefined();
    expect(await cache.fresh("q", 0, 1000)).toBeUndefined();
  });

  it("holds one dump of a proxy, and drops those that nobody asked for longest when it is full", async () => {
    const cache = createDumpCache(60);
    const random = (seed: number) =>
      Array.from({ length: 20 }, (_, at) => String.fromCharCode(33 + ((seed * 31 + at * 17) % 90))).join("");
    cache.put("a", dumpOf(random(1)));
    cache.put("a", dumpOf(random(2)));
    cache.put("b", dumpOf(random(3)));
    while (cache.sizeBytes() === 40) await new Promise((resolve) => setImmediate(resolve));
    await cache.fresh("a", 0, 1000);
    cache.put("c", dumpOf(random(4)));
    while ((await cache.fresh("c", 0, 1000)) !== undefined && cache.sizeBytes() > 60)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await cache.fresh("b", 0, 1000)).toBeUndefined();
    expect(cache.sizeBytes()).toBeLessThanOrEqual(60);
  });
});

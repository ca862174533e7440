import { createHash } from "node:crypto";
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
    const cache = createDumpCache(5000);
    const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
    cache.put("a", incompressible("a1"));
    cache.put("a", incompressible("a2"));
    cache.put("b", incompressible("b"));
    while (cache.sizeBytes() <= 2 * 2048) await nextTurn();
    await cache.fresh("a", 0, 1000);
    cache.put("c", incompressible("c"));
    while (cache.sizeBytes() > 5000) await nextTurn();
    expect(await cache.fresh("b", 0, 1000)).toBeUndefined();
    expect((await cache.fresh("a", 0, 1000))?.contentHash).toBe("a2");
    expect((await cache.fresh("c", 0, 1000))?.contentHash).toBe("c");
  });
});

/** 2,048 bytes that a compressor only makes longer. */
function incompressible(name: string) {
  const parts = Array.from({ length: 64 }, (_, at) => createHash("sha256").update(`${name}${at}`).digest());
  return { bytes: Buffer.concat(parts), entries: [], contentHash: name, fetchedAtMs: 0 };
}

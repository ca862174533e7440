import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readDump } from "./read-dump";

const cluster = {
  "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  name: "large",
  transport_socket_matches: Array.from({ length: 60_000 }, (_, index) => ({ name: `host-${index}-ü` })),
};

function dumpOf(version: string, changed = cluster): Buffer {
  const resource = { version_info: version, cluster: changed, last_updated: "2026-01-01T00:00:00.000Z" };
  return Buffer.from(JSON.stringify({ configs: [{ dynamic_active_clusters: [resource] }] }));
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

describe("a resource of megabytes", () => {
  it("has the hash of its bytes without versions and times", async () => {
    const { entries, bytes, end } = await readDump(inChunks(dumpOf("1")));
    const [entry] = entries;
    if (entry === undefined) throw new Error("no entry");
    expect(end).toBe("complete");
    const text = new TextDecoder().decode(bytes.subarray(entry.start, entry.end));
    expect(text.length).toBeGreaterThan(1_100_000);
    const still = text.replace('"1"', "").replace('"2026-01-01T00:00:00.000Z"', "");
    expect(entry.hash).toBe(createHash("sha256").update(`dynamic_active_clusters\n${still}`).digest("hex"));
  });

  it("has the same hash under another version, and another when it changes", async () => {
    const first = await readDump(inChunks(dumpOf("1")));
    const again = await readDump(inChunks(dumpOf("a much longer version")));
    const other = await readDump(inChunks(dumpOf("1", { ...cluster, name: "other" })));
    expect(again.contentHash).toBe(first.contentHash);
    expect(other.contentHash).not.toBe(first.contentHash);
  });

  it("leaves turns to others while it is hashed", async () => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await readDump(
      (async function* whole() {
        yield dumpOf("1");
      })(),
    );
    isDone = true;
    // Four for the bytes that are put together in the end at most.
    expect(turns).toBeGreaterThan(4);
  });
});

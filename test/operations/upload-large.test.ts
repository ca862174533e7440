import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { readSnapshotDump } from "@/server/operations/proxies/snapshots/read-dump";
import { uploadDumps } from "@/server/operations/proxies/snapshots/upload/upload";
import type { OperationContext } from "@/server/ports";
import { readDump } from "@/server/sources/read-dump";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "large.db")}`;

beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
});
afterAll(() => closeDatabase(databaseUrl));

const context: OperationContext = {
  clusters: new Map(),
  actor: { type: "user", name: "ada", groups: [] },
  requestId: "r",
  get databaseUrl() {
    return databaseUrl;
  },
  nowMs: () => Date.now(),
  signal: new AbortController().signal,
};

async function* chunksOf(text: string) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const upload = (text: string) => uploadDumps(context, { fileName: "dump.json", body: chunksOf(text) });

/** A dump of two route tables, the first of `hosts` virtual hosts. */
function dumpOf(hosts: number, tail = "") {
  const host = (index: number) => ({ name: `h-${index}-ü`, domains: [`${index}.example.com`], routes: [] });
  const table = (name: string, count: number) => ({
    version_info: `v-${name}`,
    route_config: { name, virtual_hosts: Array.from({ length: count }, (_, index) => host(index)) },
    last_updated: "2026-01-01T00:00:00.000Z",
  });
  const [large, small] = [JSON.stringify(table("large", hosts)), JSON.stringify(table("small", 1))];
  return `{"configs":[{"dynamic_route_configs":[${large.slice(0, -1)}${tail}},${small}]}]}`;
}

describe("an upload with a resource of megabytes", () => {
  it("is read back as it came, under the hashes that a proxy's own dump has", async () => {
    const text = dumpOf(30_000);
    const { snapshots } = await upload(text);
    const { data: stored } = await readSnapshotDump(context, snapshots[0]?.id ?? "");
    expect(new TextDecoder().decode(stored.bytes)).toBe(text);
    const live = await readDump(chunksOf(text));
    expect(stored.entries.map(({ hash }) => hash)).toEqual(live.entries.map(({ hash }) => hash));
    expect(stored.contentHash).toBe(live.contentHash);
  });

  it("shows what is left when that is no JSON, and says so", async () => {
    const { snapshots } = await upload(dumpOf(30_000, ',"broken":tru'));
    expect(snapshots[0]).toMatchObject({ resourceCount: 1 });
    expect(snapshots[0]?.warnings).toHaveLength(1);
  });

  it("is refused when no proxy could have it, before it is read to its end", async () => {
    let read = 0;
    async function* endless() {
      yield Buffer.from('{"configs":[{"dynamic_route_configs":[{"route_config":{"name":"');
      const letters = Buffer.alloc(1_048_576, "a");
      for (; read < 150; read += 1) yield letters;
    }
    await expect(uploadDumps(context, { fileName: "x.json", body: endless() })).rejects.toMatchObject({
      message: expect.stringContaining("64 MB"),
      details: { reason: "too_large" },
    });
    expect(read).toBeLessThan(70);
  });
});

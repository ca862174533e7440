import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { saveWatch } from "@/server/database/watched-proxy";
import { keepDump } from "@/server/operations/proxies/snapshots/keep-dump";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { readDump } from "@/server/sources/read-dump";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "list.db")}`;
beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
});
afterAll(() => closeDatabase(databaseUrl));

function context(more: Partial<OperationContext> = {}): OperationContext {
  return {
    clusters: new Map(),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    databaseUrl,
    nowMs: () => 1_777_000_000_000,
    signal: new AbortController().signal,
    ...more,
  };
}

async function keep(pod: string) {
  async function* chunks() {
    yield Buffer.from(
      JSON.stringify({ configs: [{ "@type": "c", dynamic_active_clusters: [{ cluster: { name: pod } }] }] }),
    );
  }
  const { bytes, entries, contentHash } = await readDump(chunks());
  const dump = { bytes, entries, contentHash, fetchedAtMs: 1_777_000_000_000 };
  const proxy = { cluster: "east", namespace: "shop", pod };
  return keepDump(context(), dump, { origin: "manual", kind: "envoy", proxy, note: "before", warnings: [] });
}

describe("the list of snapshots", () => {
  it("has notes that are changed in place, up to a limit, by people who are known", async () => {
    const { id } = await keep("cart-1");
    const { snapshots } = createCaller(context());
    expect(await snapshots.setNote({ id, note: " after the upgrade " })).toMatchObject({
      note: "after the upgrade",
    });
    expect((await snapshots.read({ id })).data.note).toBe("after the upgrade");
    await expect(snapshots.setNote({ id, note: "x".repeat(501) })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await expect(snapshots.setNote({ id: "none", note: "" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const stranger = createCaller(context({ strangerReason: "Nobody is signed in." }));
    await expect(stranger.snapshots.setNote({ id, note: "" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await snapshots.read({ id })).data.note).toBe("after the upgrade");
  });

  it("says which of its proxies are followed, and names no other", async () => {
    await keep("cart-2");
    for (const pod of ["cart-2", "elsewhere"])
      await saveWatch(databaseUrl, {
        cluster: "east",
        namespace: "shop",
        pod,
        createdBy: "ada",
        createdAtMs: 1,
      });
    const { data } = await createCaller(context()).snapshots.list({});
    expect(data.watches.map(({ pod }) => pod)).toEqual(["cart-2"]);
  });
});

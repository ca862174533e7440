import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import { closeDatabase, withRows } from "@/server/database/database";
import { sweepResources } from "@/server/database/snapshot-resource";
import { followProxies, newFollowState } from "@/server/operations/proxies/snapshots/follow";
import { keepDump } from "@/server/operations/proxies/snapshots/keep-dump";
import { noteVersion } from "@/server/operations/proxies/snapshots/history";
import { readSnapshotDump } from "@/server/operations/proxies/snapshots/read-dump";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { readDump } from "@/server/sources/read-dump";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "snapshots.db")}`;
let target: ContractTarget;
let proxy: { cluster: string; namespace: string; pod: string };
let nowMs = Date.parse("2026-05-01T10:00:00Z");

beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
  target = await startTarget();
  const range = { kind: "relative", durationMs: 900_000 } as const;
  const { data } = await createCaller(context()).proxies.list({ range, namespaces: [target.namespace] });
  const row = data.rows.find(({ connection, type }) => connection === "connected" && type === "sidecar");
  proxy = { cluster: target.sources.name, namespace: row?.namespace ?? "", pod: row?.pod ?? "" };
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

function context(more: Partial<OperationContext> = {}): OperationContext {
  return {
    clusters: new Map([[target.sources.name, target.sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    databaseUrl,
    nowMs: () => (nowMs += 1),
    signal: new AbortController().signal,
    ...more,
  };
}

const caller = (more: Partial<OperationContext> = {}) => createCaller(context(more));

async function dumpOf(text: string, fetchedAtMs = nowMs): Promise<ConfigDumpBytes> {
  async function* chunks() {
    yield Buffer.from(text);
  }
  const { bytes, entries, contentHash } = await readDump(chunks());
  return { bytes, entries, contentHash, fetchedAtMs };
}

function dumpText(names: readonly string[], version: string, space?: number): string {
  const clusters = names.map((name) => ({
    version_info: version,
    cluster: { "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", name, note: "x".repeat(50) },
    last_updated: "2026-05-01T09:00:00.123Z",
  }));
  const configs = [
    { "@type": "b", bootstrap: { node: { id: "sidecar~10.0.0.1~cart-1.shop~shop.svc.cluster.local" } } },
    { "@type": "c", version_info: version, dynamic_active_clusters: clusters },
    { "@type": "unknown.v9.Thing", things: [{ name: "é", odd: [1, null] }] },
  ];
  return JSON.stringify({ configs }, null, space);
}

const facts = (pod: string) =>
  ({
    origin: "version",
    kind: "envoy",
    proxy: { cluster: target.sources.name, namespace: "shop", pod },
    note: "",
    warnings: [],
  }) as const;

describe("a snapshot", () => {
  it("is kept of what the proxy says now, and every page reads it as it reads the proxy", async () => {
    const kept = await caller().snapshots.keep({ ...proxy, note: " before the upgrade " });
    expect(kept).toMatchObject({ origin: "manual", kind: "envoy", proxy, note: "before the upgrade" });
    const live = await caller().proxies.section({ ...proxy, section: "clusters" });
    const old = await caller().proxies.section({ snapshot: kept.id, section: "clusters" });
    expect(old.data.content).toEqual(live.data.content);
    expect(old.evidence.map(({ source }) => source)).toEqual(["database"]);
    const { data } = await caller().snapshots.list({ proxy });
    expect(data.snapshots.map(({ id }) => id)).toContain(kept.id);
    expect(data.storedBytes).toBeGreaterThan(1000);
  });

  it("is kept of istiod's word as well", async () => {
    const kept = await caller().snapshots.keep({ ...proxy, view: "istiod" });
    const old = await caller().proxies.section({ snapshot: kept.id, section: "listeners" });
    expect("rows" in old.data.content && old.data.content.rows.length).toBeGreaterThan(0);
    expect(kept.kind).toBe("istiod");
  });

  it.each([undefined, 2])(
    "gives back every byte, whatever the spaces (%s) and the unknown parts",
    async (space) => {
      const dump = await dumpOf(dumpText(["a", "b", "a", "b"], "v1", space));
      const kept = await keepDump(context(), dump, facts("bytes"));
      const { data } = await readSnapshotDump(context(), kept.id);
      expect(Buffer.from(data.bytes).toString()).toBe(Buffer.from(dump.bytes).toString());
      expect(data.entries).toEqual(dump.entries);
      expect(kept).toMatchObject({ contentHash: dump.contentHash, resourceCount: dump.entries.length });
      expect(kept.nodeId).toMatch(/^sidecar~/);
    },
  );

  it("stores a resource once, however many snapshots have it, and keeps each one's versions and times", async () => {
    const count = () => withRows(databaseUrl, (rows) => rows.snapshotResource.count());
    const names = Array.from({ length: 30 }, (_, index) => `shared-${index}`);
    const first = await keepDump(context(), await dumpOf(dumpText(names, "v1")), facts("p1"));
    const before = await count();
    const second = await keepDump(context(), await dumpOf(dumpText([...names, "new"], "v2")), facts("p2"));
    expect((await count()) - before).toBe(1);
    const text = async (id: string) =>
      Buffer.from((await readSnapshotDump(context(), id)).data.bytes).toString();
    expect(await text(first.id)).toBe(dumpText(names, "v1"));
    expect(await text(second.id)).toBe(dumpText([...names, "new"], "v2"));
    expect(first.contentHash).not.toBe(second.contentHash);
  });

  it("is gone with all that only it had, after a while, and others stay whole", async () => {
    const one = await keepDump(context(), await dumpOf(dumpText(["stays", "goes"], "v1")), facts("p3"));
    const two = await keepDump(context(), await dumpOf(dumpText(["stays"], "v1")), facts("p4"));
    expect(await caller().snapshots.remove({ ids: [one.id] })).toEqual({ removed: [one.id] });
    await expect(caller().snapshots.read({ id: one.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const before = await withRows(databaseUrl, (rows) => rows.snapshotResource.count());
    await sweepResources(databaseUrl, nowMs + 3_600_000);
    expect(await withRows(databaseUrl, (rows) => rows.snapshotResource.count())).toBe(before - 1);
    const { data } = await readSnapshotDump(context(), two.id);
    expect(Buffer.from(data.bytes).toString()).toBe(dumpText(["stays"], "v1"));
  });

  it("keeps a part of a dump with what it says of the end", async () => {
    const text = dumpText(["a", "b", "c"], "v1");
    const dump = await dumpOf(text.slice(0, text.indexOf('"name":"c"')));
    const kept = await keepDump(context(), dump, facts("part"));
    const { data } = await readSnapshotDump(context(), kept.id);
    expect(Buffer.from(data.bytes).toString()).toBe(Buffer.from(dump.bytes).toString());
    expect(data.entries.map(({ name }) => name)).toEqual(["bootstrap", "a", "b"]);
  });
});

describe("versions", () => {
  const seen = (dump: ConfigDumpBytes) =>
    ({
      proxy: { cluster: target.sources.name, namespace: "shop", pod: "cart-9" },
      view: "envoy",
      dump,
    }) as const;
  const versionsOf = async () => {
    const { data } = await caller().snapshots.list({ proxy: seen(await dumpOf("{}")).proxy });
    return data.snapshots;
  };

  it("are kept when they differ from the newest, and by the console itself", async () => {
    const note = async (names: string[], version: string) =>
      noteVersion(context(), seen(await dumpOf(dumpText(names, version))));
    await note(["a"], "v1");
    await note(["a"], "v2");
    expect(await versionsOf()).toHaveLength(1);
    await note(["a", "b"], "v3");
    await note(["a"], "v4");
    const found = await versionsOf();
    expect(found).toHaveLength(3);
    expect(found.every(({ origin, createdBy }) => origin === "version" && createdBy === "heddle")).toBe(true);
  });

  it("are only so many of one proxy: the oldest go first, and those that somebody asked for stay", async () => {
    const policy: SnapshotPolicy = { versionsPerProxy: 2, maxBytes: 1_073_741_824 };
    const ctx = context({ snapshotPolicy: policy });
    const asked = await keepDump(ctx, await dumpOf(dumpText(["asked"], "v1")), {
      ...facts("cart-9"),
      origin: "manual",
    });
    for (const name of ["x", "y", "z"]) {
      nowMs += 1000;
      await noteVersion(ctx, seen(await dumpOf(dumpText([name], "v1"))));
    }
    const found = await versionsOf();
    expect(found.filter(({ origin }) => origin === "version")).toHaveLength(2);
    expect(found.map(({ id }) => id)).toContain(asked.id);
  });

  it("make room for each other, and what people keep is refused with the way out when all is full of it", async () => {
    const full: SnapshotPolicy = { versionsPerProxy: 10, maxBytes: 1 };
    await expect(caller({ snapshotPolicy: full }).snapshots.keep({ ...proxy })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      message: expect.stringMatching(/MB/),
    });
    expect((await versionsOf()).filter(({ origin }) => origin === "version")).toHaveLength(0);
  });
});

describe("who may", () => {
  it("keeps nothing of somebody whom nobody knows, also where the mesh is read-only anyway", async () => {
    const stranger = caller({
      strangerReason: "Nobody is signed in.",
      readOnlyReason: "Nobody is signed in.",
    });
    await expect(stranger.snapshots.keep({ ...proxy })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(stranger.snapshots.setWatch({ ...proxy, isWatched: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(caller({ readOnlyReason: "read only" }).snapshots.keep({ ...proxy })).resolves.toMatchObject(
      {
        origin: "manual",
      },
    );
  });

  it.skipIf(targetKind === "bed")(
    "shows snapshots of a namespace to those who may read its pods",
    async () => {
      const kept = await caller().snapshots.keep({ ...proxy });
      const kubernetes = Object.assign(
        Object.create(target.sources.kubernetes) as typeof target.sources.kubernetes,
        {
          canI: async (questions: readonly unknown[]) =>
            questions.map(() => ({ allowed: false, reason: "" })),
        },
      );
      const sources = { ...target.sources, kubernetes };
      const other = caller({
        clusters: new Map([[sources.name, sources]]),
        auth: { mode: "token", entry: "known" },
      });
      expect((await other.snapshots.list({ proxy })).data.snapshots).toEqual([]);
      await expect(other.snapshots.read({ id: kept.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(other.proxies.section({ snapshot: kept.id, section: "routes" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(other.snapshots.remove({ ids: [kept.id] })).rejects.toMatchObject({ code: "NOT_FOUND" });
      // Following reads with the console's own account, so it takes the same right.
      await expect(other.snapshots.setWatch({ ...proxy, isWatched: true })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(other.snapshots.watch(proxy)).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );

  it.skipIf(targetKind === "bed")(
    "follows a watched proxy: one console reads it, when it acknowledged something new",
    async () => {
      const real = Date.now();
      const ctx = () => context({ nowMs: () => real });
      await caller().snapshots.setWatch({ ...proxy, isWatched: true });
      await caller().snapshots.setWatch({ ...proxy, pod: "nobody", isWatched: true });
      const state = newFollowState();
      expect(await followProxies(ctx(), state, "one")).toBe(1);
      expect(await followProxies(ctx(), state, "one")).toBe(0);
      expect(await followProxies(ctx(), newFollowState(), "two")).toBe(0);
      const { data } = await caller().snapshots.watch(proxy);
      expect(data.watch).toMatchObject({ checkedAtMs: real });
      expect(data.watch?.error).toBeUndefined();
      const [seen] = [...state.seen.keys()];
      state.seen.set(seen ?? "", { version: "older" });
      expect(await followProxies(ctx(), state, "one")).toBe(1);
      await caller().snapshots.setWatch({ ...proxy, isWatched: false });
      expect(await followProxies(ctx(), state, "one")).toBe(0);
      expect(state.seen.size).toBe(0);
    },
  );

  it("remembers that every version of a proxy is wanted, and forgets it", async () => {
    await caller().snapshots.setWatch({ ...proxy, isWatched: true });
    expect((await caller().snapshots.watch({ ...proxy, cluster: "" })).data).toMatchObject({
      isWatched: true,
      watch: { createdBy: "ada" },
    });
    await caller().snapshots.setWatch({ ...proxy, isWatched: false });
    expect((await caller().snapshots.watch(proxy)).data).toEqual({ isWatched: false });
  });
});

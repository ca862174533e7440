import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { uploadDumps } from "@/server/operations/proxies/snapshots/upload/upload";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "diff.db")}`;
beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
});
afterAll(() => closeDatabase(databaseUrl));

const context = (): OperationContext => ({
  clusters: new Map(),
  actor: { type: "user", name: "ada", groups: [] },
  requestId: "r",
  databaseUrl,
  nowMs: () => 1_777_000_000_000,
  signal: new AbortController().signal,
});
const caller = () => createCaller(context());

async function upload(fileName: string, value: unknown) {
  async function* body() {
    yield Buffer.from(JSON.stringify(value));
  }
  const { snapshots } = await uploadDumps(context(), { fileName, body: body() });
  return { snapshot: snapshots[0]?.id ?? "" };
}

const ztunnel = (status: string, connections: number) => ({
  workloads: [{ uid: "Kubernetes//Pod/shop/cart", name: "cart", namespace: "shop", status }],
  services: [{ name: "cart", namespace: "shop", hostname: "cart.shop.svc.cluster.local", vips: [] }],
  policies: [],
  workloadState: { a: { connections: { inbound: Array.from({ length: connections }, () => ({})) } } },
});
const envoy = {
  configs: [{ "@type": "c", dynamic_active_clusters: [{ cluster: { name: "a", connect_timeout: "1s" } }] }],
};

describe("comparisons of files", () => {
  it("tell two ztunnels apart by what they hold, not by their connections", async () => {
    const left = await upload("one.json", ztunnel("Healthy", 1));
    const same = await upload("two.json", ztunnel("Healthy", 3));
    const right = await upload("three.json", ztunnel("Unhealthy", 1));
    const { data: equal } = await caller().diff.read({ left, right: same });
    expect(equal.summary).toMatchObject({ isIdentical: true, changes: 0 });
    const { data } = await caller().diff.read({ left, right });
    const [group] = data.groups;
    expect(group?.cause).toMatchObject({ kind: "Pod", namespace: "shop", name: "cart" });
    expect(group?.changes).toMatchObject([
      { kind: "changed", pathText: "status", before: { text: '"Healthy"' }, after: { text: '"Unhealthy"' } },
    ]);
    const id = group?.changes[0]?.id ?? "";
    const { data: both } = await caller().diff.resource({ left, right, id });
    expect(JSON.parse(both.before)).toMatchObject({ uid: "Kubernetes//Pod/shop/cart", status: "Healthy" });
    expect(data.left?.resources).toBe(2);
  });

  it("refuse a ztunnel beside an Envoy with the way out", async () => {
    const left = await upload("ztunnel.json", ztunnel("Healthy", 1));
    const right = await upload("envoy.json", envoy);
    await expect(caller().diff.read({ left, right })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining("ztunnel.json is a ztunnel's configuration"),
    });
    await expect(caller().diff.read({ left: right, right: left })).rejects.toMatchObject({
      message: expect.stringContaining("envoy.json an Envoy's"),
    });
  });
});

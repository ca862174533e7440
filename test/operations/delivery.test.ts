import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "@/lib/delivery/run";
import { SourceError } from "@/lib/errors";
import { closeDatabase } from "@/server/database/database";
import { createRun, saveRun } from "@/server/database/run";
import type { ClusterSources, KubernetesSource } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { freshDatabaseUrl } from "./fresh-database";
import { MemoryKubernetes } from "./memory-kubernetes";
import { canaryBody } from "./notification-console";

let databaseUrl: string;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
  databaseUrl = (await freshDatabaseUrl()) ?? `file:${path.join(folder, "delivery.db")}`;
});
afterAll(() => closeDatabase(databaseUrl));

const mesh = new MemoryKubernetes([
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "catalog", namespace: "shop" },
    spec: {
      hosts: ["catalog"],
      http: [
        {
          fault: { delay: { percentage: { value: 5 }, fixedDelay: "2s" } },
          route: [{ destination: { host: "catalog" } }],
        },
      ],
    },
  },
]);
const away = {
  list: async () => {
    throw new SourceError("no answer", { source: "kubernetes", cluster: "east", reason: "timeout" });
  },
} as unknown as KubernetesSource;

const as = (kubernetes: KubernetesSource, signal = new AbortController().signal) =>
  createCaller({
    clusters: new Map([["east", { name: "east", kubernetes } as ClusterSources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now(),
    signal,
  });

async function start(id: string, body: unknown = canaryBody(undefined)): Promise<Run<unknown>> {
  const run: Run<unknown> = {
    id,
    kind: "canary",
    cluster: "east",
    service: { namespace: "shop", name: "cart" },
    title: "Canary of shop/cart: v2",
    state: "running",
    createdBy: "ada",
    createdAtMs: Date.now(),
    version: 0,
    body,
  };
  await createRun(databaseUrl, run, [{ atMs: 1, kind: "created", actor: "ada", data: {} }]);
  return run;
}

describe("the delivery list", () => {
  it("has runs and what stands in the routes", async () => {
    await start("list-1");
    const { data, warnings } = await as(mesh).delivery.list({});
    expect(warnings).toEqual([]);
    expect(data.rows.map(({ kind, key }) => [kind, key])).toEqual([
      ["canary", "list-1"],
      ["fault", "networking.istio.io/VirtualService/shop/catalog#http[0]/fault"],
    ]);
  });

  it("still has the runs while the API server is away, and says what is unknown", async () => {
    const { data, warnings } = await as(away).delivery.list({});
    expect(data.rows.map(({ kind }) => kind)).toEqual(["canary"]);
    expect(data.isRouteKnown).toBe(false);
    expect(data.isDelegatedKnown).toBe(false);
    expect(warnings.map(({ part }) => part)).toContain("VirtualService");
  });

  it("keeps the line of a run that another version of the console wrote", async () => {
    await start("list-odd", { shape: "of the future" });
    const { data } = await as(mesh).delivery.list({});
    expect(data.rows.find(({ key }) => key === "list-odd")).toMatchObject({
      state: "running",
      isActive: true,
    });
  });
});

describe("comparing runs", () => {
  it("finds where the plans differ", async () => {
    const body = canaryBody(undefined);
    await start("left", body);
    const steps = [{ weightPercent: 20, minMinutes: 1 }];
    await start("right", { ...body, plan: { ...body.plan, steps } });
    const { data } = await as(mesh).delivery.compare({ runs: ["left", "right"] });
    expect(data.differences).toEqual([{ path: "steps[0].weightPercent", left: 10, right: 20 }]);
    expect(data.left.events.map(({ kind }) => kind)).toEqual(["created"]);
  });

  it("names the run that is not there", async () => {
    await expect(as(mesh).delivery.compare({ runs: ["left", "gone"] })).rejects.toThrow(/no run "gone"/);
  });
});

describe("the stream of changes", () => {
  it("begins with what is under way, tells of a save, and ends when the reader leaves", async () => {
    const run = await start("stream-1");
    const reader = new AbortController();
    const stream = await as(mesh, reader.signal).delivery.changes({});
    const seen: string[] = [];
    for await (const changes of stream) {
      for (const { runId, version } of changes) if (runId === run.id) seen.push(`${runId}@${version}`);
      if (seen.length === 1) await saveRun(databaseUrl, run, []);
      if (seen.length === 2) reader.abort();
    }
    expect(seen).toEqual(["stream-1@0", "stream-1@1"]);
  });

  it("refuses a cluster that is not configured", async () => {
    const stream = await as(mesh).delivery.changes({ cluster: "west" });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow(/no cluster "west"/);
  });
});

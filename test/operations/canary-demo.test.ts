import { setMaxListeners } from "node:events";
import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { closeDatabase } from "@/server/database/database";
import { readRun } from "@/server/database/run";
import { newCanaryDriver } from "@/server/operations/canaries/driver";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "demo.db")}`;
const scrapeMs = 15_000;
const clock = { nowMs: Date.UTC(2026, 5, 10, 12) };
const service = { namespace: "", name: "checkout" };

let target: ContractTarget;
let sources: ClusterSources;
beforeAll(async () => {
  target = await startTarget({ nowMs: () => clock.nowMs, scrapeMs });
  sources = { ...target.sources, scrapeMs };
  service.namespace =
    target.demo?.world.spec.services.find(({ name }) => name === "checkout")?.namespace ?? "";
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const { signal } = new AbortController();
setMaxListeners(0, signal);
const contextOf = (name: string, type: "user" | "controller"): OperationContext => ({
  clusters: new Map([[sources.name, sources]]),
  actor: { type, name, groups: [] },
  requestId: randomUUID(),
  databaseUrl,
  nowMs: () => clock.nowMs,
  signal,
});
const ada = () => createCaller(contextOf("ada", "user")).canaries;
const planFor = async () => {
  const { data } = await ada().options({ cluster: "", service });
  const [stable, canary] = data.versions;
  const api = data.apis.find(({ fits }) => fits)?.api ?? "istio";
  const nameOf = (version: typeof stable) => ({ name: version?.subset ?? "", labels: version?.labels ?? {} });
  return canaryPlanSchema.parse({
    api,
    service,
    stable: nameOf(stable),
    canary: nameOf(canary),
    steps: [
      { weightPercent: 20, minMinutes: 1 },
      { weightPercent: 50, minMinutes: 1 },
    ],
    metrics: [{ kind: "success" }, { kind: "latency", edgeMs: 250 }],
    judgement: { minRequests: 50, minIntervals: 3, objectivePercent: 98 },
  });
};
const routes = async () => {
  const refs = ["VirtualService", "DestinationRule"].map((kind) => ({
    apiVersion: "networking.istio.io/v1",
    kind,
    namespace: service.namespace,
    name: service.name,
  }));
  const live = await Promise.all(refs.map((ref) => sources.kubernetes.get(ref, { purpose: "test" })));
  return live.map((manifest) => JSON.stringify(manifest && cleanManifest(manifest)));
};
const untilEnded = async (runId: string) => {
  const driver = newCanaryDriver();
  for (let round = 0; round < 160; round += 1) {
    clock.nowMs += 15_000;
    const stored = await readRun(databaseUrl, runId);
    if (stored === undefined || stored.state === "ended") return stored;
    await driver.tick(contextOf("heddle", "controller"), stored);
  }
  return readRun(databaseUrl, runId);
};

describe.skipIf(targetKind === "bed")("canaries over the real protocols", { timeout: 240_000 }, () => {
  it("are offered with the edges of the histogram, and previewed with how long a decision takes", async () => {
    const { data, evidence } = await ada().options({ cluster: "", service });
    expect(data.edgesMs).toEqual(expect.arrayContaining([100, 250, 500]));
    expect(data.versions.map(({ workloads }) => workloads.length)).toEqual([1, 1]);
    expect(data.obstacles).toEqual([]);
    expect(evidence.some(({ kind }) => kind === "promql")).toBe(true);
    const preview = await ada().preview({ cluster: "", plan: await planFor() });
    expect(preview.data.obstacles).toEqual([]);
    expect(preview.data.first?.objects.every(({ dryRun }) => dryRun.state === "accepted")).toBe(true);
    expect(preview.data.stages[0]?.power?.rollbackSecondsAt5).toBeGreaterThan(60);
  });

  it("that fail are taken back, and those that are well are promoted", async () => {
    const before = await routes();
    target.demo?.control.set("bad-canary");
    const input = { cluster: "", plan: await planFor(), reason: "test", force: true };
    const bad = await ada().start(input);
    const rolledBack = await untilEnded(bad.runId);
    expect(rolledBack?.outcome).toBe("rolled_back");
    expect(await routes()).toEqual(before);
    const { data } = await ada().read({ runId: bad.runId });
    expect(data.verdict.metrics[0]?.counts.canaryBad).toBeGreaterThan(0);

    target.demo?.control.set("healthy");
    clock.nowMs += 120_000;
    const good = await ada().start(input);
    expect((await untilEnded(good.runId))?.outcome).toBe("promoted");
    expect((await routes()).join()).not.toContain("heddle.dev/run-id");
  });
});

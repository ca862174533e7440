import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import { closeDatabase } from "@/server/database/database";
import { newLoop, turn } from "@/server/operations/delivery/loop";
import { newFaultDriver } from "@/server/operations/faults/driver";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "demo.db")}`;
const service = { namespace: "shop", name: "cart" };
let target: ContractTarget;
let nowMs = Date.parse("2026-11-20T12:00:00Z");

beforeAll(async () => {
  if (targetKind === "demo") target = await startTarget({ nowMs: () => nowMs, scrapeMs: 1000 });
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target?.close();
});

const { signal } = new AbortController();
setMaxListeners(0, signal);
const contextOf = (name: string): OperationContext => ({
  clusters: new Map([[target.sources.name, target.sources]]),
  actor: { type: name === "heddle" ? "controller" : "user", name, groups: [] },
  requestId: randomUUID(),
  databaseUrl,
  nowMs: () => nowMs,
  signal,
});
const as = (name: string) => createCaller(contextOf(name)).faults;
const planOf = (change: Partial<ExperimentPlan> = {}): ExperimentPlan =>
  experimentPlanSchema.parse({
    hypothesis: "nobody notices",
    fault: { api: "istio", service, abort: { percent: 40, httpStatus: 503 } },
    durationMs: 60_000,
    steadyMs: 3000,
    ramp: [{ share: 0.5, seconds: 20 }],
    conditions: [
      { kind: "success", of: "target", minPercent: 90 },
      { kind: "latency", of: "target", edgeMs: 1000, minPercent: 50 },
      { kind: "success", of: "callers", minPercent: 1 },
      { kind: "promql", name: "load", query: "sum(rate(istio_requests_total[1m]))", min: 0 },
    ],
    objectivePercent: 99,
    ...change,
  });

describe.skipIf(targetKind === "bed")("an experiment on the demo mesh", () => {
  it("is offered with callers, figures and where it starts", async () => {
    const { data, warnings } = await as("ada").options({ cluster: "", service });
    expect(warnings).toEqual([]);
    expect(data.callers?.length).toBeGreaterThan(0);
    expect(data.callers?.every(({ hasProxy }) => hasProxy !== undefined)).toBe(true);
    expect(data.steady.successPercent).toBeGreaterThan(90);
    expect(data.steady.edgeMsP99).toBeGreaterThan(0);
    expect(data.budget?.leftPercent).toBeLessThanOrEqual(100);
    expect(data.start).toMatchObject({ api: "istio", service });
    expect(data.exclusions).toEqual([]);
  });

  it("is foretold by caller and strength, with every check", async () => {
    const { data } = await as("ada").preview({ cluster: "", plan: planOf() });
    expect(data.conditions.map(({ holds }) => holds)).toEqual([true, true, true, true]);
    expect(data.strengths.map(({ abortPercent }) => abortPercent)).toEqual([20, 40]);
    const [first, last] = data.strengths;
    expect(last?.hitPerSecond).toBeGreaterThanOrEqual(
      2 * (first?.hitPerSecond ?? Number.POSITIVE_INFINITY) - 1e-9,
    );
    expect(data.change?.objects[0]?.diff.length).toBeGreaterThan(0);
    // Somebody edited the routes by kubectl, which a person has to see and accept.
    const failed = data.preflight.filter(({ state }) => state === "fail");
    expect(failed).toMatchObject([
      { code: "change", isBlocking: false, data: { blocker: "field_conflict" } },
    ]);
    expect(data.isUpperBound).toBe(false);
  });

  it("hits what it said, ends, and the service comes back", async () => {
    const before = await target.sources.kubernetes.list(
      "networking.istio.io",
      "VirtualService",
      { purpose: "test" },
      ["shop"],
    );
    const { runId } = await as("ada").start({ cluster: "", plan: planOf(), reason: "practice", force: true });
    const [driver, loop, errors] = [
      newFaultDriver({ monotonicMs: () => nowMs, first: new Map() }),
      newLoop(),
      [] as unknown[],
    ];
    for (let second = 0; second < 90; second += 1) {
      await turn(contextOf("heddle"), [driver], loop, "one", (_, error) => errors.push(error));
      nowMs += 1000;
    }
    expect(errors).toEqual([]);
    const { data } = await as("ada").read({ runId });
    expect(data.run).toMatchObject({ state: "ended", outcome: "completed" });
    expect(data.report).toMatchObject({ verdict: "held", because: "conditions_held" });
    const { abort } = data;
    expect(abort?.achievedShare).toBeGreaterThan(0.2);
    expect(abort?.achievedShare).toBeLessThan(0.4);
    expect(Math.abs((abort?.achievedShare ?? 0) - (abort?.requestedShare ?? 0))).toBeLessThan(0.05);
    expect(data.report?.callers[0]?.hit).toBeGreaterThan(0);
    const after = data.run.body.readings.filter(({ phase }) => phase === "after");
    expect(after.length).toBeGreaterThan(0);
    expect(data.report?.proof.every(({ isClean, isAsBefore }) => isClean && isAsBefore)).toBe(true);
    for (const { metadata, kind, apiVersion } of before.data) {
      const ref = { apiVersion, kind, namespace: metadata.namespace ?? "", name: metadata.name };
      const live = await target.sources.kubernetes.get(ref, { purpose: "test" });
      expect(JSON.stringify(live)).not.toContain("heddle.dev/run");
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryMesh } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof canaryMesh>;
beforeEach(async () => {
  mesh = canaryMesh(await freshDatabaseUrl());
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
});
afterEach(() => mesh.close());

const minutes = (count: number) => count * 60_000;
const requestsOf = async (runId: string) =>
  (await mesh.run(runId)).body.evidence
    .flatMap(({ intervals }) => intervals)
    .reduce((sum, { canaryRequests }) => sum + canaryRequests, 0);
/** A step that lasts, so that what happens in it is the test's doing. */
const longStep = { steps: [{ weightPercent: 10, minMinutes: 60 }], noDataMs: minutes(4) };

describe("counters that misbehave", () => {
  it("a restart of a proxy counts from zero, never backwards", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(2));
    const counted = await requestsOf(runId);
    mesh.prometheus.reset();
    await mesh.pass(minutes(1));
    const more = (await requestsOf(runId)) - counted;
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThan(1201);
  });

  it("series that were away and come back are not counted as new", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(3));
    const counted = await requestsOf(runId);
    mesh.options.isMissing = true;
    await mesh.pass(15_000);
    mesh.options.isMissing = false;
    await mesh.pass(30_000);
    expect((await requestsOf(runId)) - counted).toBeLessThan(301);
  });

  it("a partial answer counts nothing, and what was missed is not made up for", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(1));
    const counted = await requestsOf(runId);
    mesh.prometheus.partial = true;
    await mesh.pass(minutes(1));
    expect(await requestsOf(runId)).toBe(counted);
    mesh.prometheus.partial = false;
    await mesh.pass(minutes(1));
    expect((await requestsOf(runId)) - counted).toBeLessThan(1801);
  });

  it("late samples are counted once", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    mesh.prometheus.lateMs = 20_000;
    await mesh.pass(minutes(3));
    mesh.prometheus.lateMs = 0;
    const sinceMs = (await mesh.run(runId)).body.stageSinceMs ?? 0;
    await mesh.pass(minutes(1));
    const most = ((mesh.state.nowMs - sinceMs) / 1000) * 20;
    expect(await requestsOf(runId)).toBeLessThan(most + 1);
    expect(await requestsOf(runId)).toBeGreaterThan(most / 2);
  });

  it("tenfold noise of a healthy canary does not stop it", async () => {
    mesh.prometheus.behaviour.badShare = { v1: 0.002, v2: 0.002 };
    mesh.prometheus.behaviour.noise = [0, 0, 10, 0, 0, 0, 0, 0, 0, 0];
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(12));
    expect((await mesh.run(runId)).state).toBe("running");
  });

  it("a clock that jumps forth or back neither counts twice nor goes on early", async () => {
    const runId = await mesh.start({ steps: [{ weightPercent: 10, minMinutes: 30 }] });
    await mesh.untilStep(runId);
    await mesh.pass(minutes(1));
    const counted = await requestsOf(runId);
    mesh.state.nowMs += minutes(20);
    await mesh.tick();
    mesh.scrapeUntil(mesh.state.nowMs);
    expect(await requestsOf(runId)).toBe(counted);
    mesh.state.nowMs -= minutes(20);
    await mesh.tick();
    await mesh.pass(minutes(2));
    const run = await mesh.run(runId);
    expect(run.state).not.toBe("ended");
    expect(mesh.canaryPercent()).toBe(10);
  });
});

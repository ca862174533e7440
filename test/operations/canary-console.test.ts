import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRun } from "@/server/database/run";
import { newCanaryDriver } from "@/server/operations/canaries/driver";
import { canaryMesh } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof canaryMesh>;
let before: string;
beforeEach(async () => {
  mesh = canaryMesh(await freshDatabaseUrl());
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
  before = mesh.authored();
});
afterEach(() => mesh.close());

const minutes = (count: number) => count * 60_000;
const pauseOf = async (runId: string) => (await mesh.run(runId)).body.pause?.reason;
/** A step that lasts, so that what happens in it is the test's doing. */
const longStep = { steps: [{ weightPercent: 10, minMinutes: 60 }], noDataMs: minutes(4) };

describe("a console that misbehaves", () => {
  it("without Prometheus the run pauses, and goes on when it is back in time", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(1));
    mesh.prometheus.down = true;
    await mesh.pass(minutes(3));
    expect(await pauseOf(runId)).toBe("metrics_unavailable");
    mesh.prometheus.down = false;
    await mesh.pass(minutes(1));
    expect((await mesh.run(runId)).state).toBe("running");
  });

  it("without Prometheus nothing is begun, and the run begins when it is back", async () => {
    mesh.prometheus.down = true;
    const runId = await mesh.start(longStep);
    await mesh.pass(minutes(1));
    expect(await pauseOf(runId)).toBe("metrics_unavailable");
    expect((await mesh.run(runId)).state).toBe("waiting");
    expect(mesh.authored()).toBe(before);
    mesh.prometheus.down = false;
    await mesh.untilStep(runId);
    expect(mesh.authored()).not.toBe(before);
  });

  it("without Prometheus for long the safe path is taken", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    mesh.prometheus.down = true;
    await mesh.untilEnded(runId, minutes(10));
    const run = await mesh.run(runId);
    expect([run.outcome, run.body.ending?.reason]).toEqual(["rolled_back", "metrics_unavailable"]);
    expect(mesh.authored()).toBe(before);
  });

  it("aborts with Prometheus dead and a freeze in force, for any writer", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    mesh.prometheus.down = true;
    mesh.options.more = {
      changePolicy: { freeze: [{ name: "sale", allowOverride: false, fromMs: 0 }], approval: {} },
    };
    mesh.kubernetes.canI = async (questions) => questions.map(() => ({ allowed: false, reason: "" }));
    await mesh.caller("cy").canaries.act({ runId, act: "abort", reason: "stop it" });
    mesh.kubernetes.canI = async (questions) => questions.map(() => ({ allowed: true, reason: "" }));
    await mesh.pass(30_000);
    const run = await mesh.run(runId);
    expect([run.outcome, run.body.ending?.actor]).toEqual(["aborted", "cy"]);
    expect(mesh.authored()).toBe(before);
  });

  it("a freeze in the middle holds the next step and lets a bad canary go back", async () => {
    const runId = await mesh.start();
    await mesh.untilStep(runId);
    mesh.options.more = { changePolicy: { freeze: [{ name: "sale", allowOverride: false, fromMs: 0 }] } };
    await mesh.pass(minutes(8));
    expect([await pauseOf(runId), mesh.canaryPercent()]).toEqual(["frozen", 10]);
    mesh.prometheus.behaviour.badShare.v2 = 0.05;
    await mesh.untilEnded(runId, minutes(10));
    expect((await mesh.run(runId)).outcome).toBe("rolled_back");
    expect(mesh.authored()).toBe(before);
  });

  it("moving a run on needs the rights to its objects; reading it needs none", async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    mesh.kubernetes.canI = async (questions) => questions.map(() => ({ allowed: false, reason: "" }));
    await expect(
      mesh.caller("eve").canaries.act({ runId, act: "promote", reason: "now" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await mesh.caller("eve").canaries.read({ runId });
    await mesh.caller("eve").canaries.act({ runId, act: "pause", reason: "wait" });
    await mesh.pass(15_000);
    expect(await pauseOf(runId)).toBe("by_person");
  });

  it("of two that both believe to lead, one wins each step", async () => {
    const runId = await mesh.start({
      steps: [
        { weightPercent: 10, minMinutes: 0 },
        { weightPercent: 50, minMinutes: 0 },
      ],
    });
    const drivers = [newCanaryDriver(), newCanaryDriver()];
    await mesh.pass(minutes(12), 15_000, async () => {
      const stored = await readRun(mesh.databaseUrl, runId);
      if (stored === undefined || stored.state === "ended") return;
      await Promise.all(drivers.map((driver) => driver.tick(mesh.controller(), stored)));
    });
    const run = await mesh.run(runId);
    expect(run.outcome).toBe("promoted");
    expect(mesh.kubernetes.writes).toHaveLength(3);
    expect(run.body.changeIds).toHaveLength(3);
    const entered = (await mesh.events(runId)).filter((kind) => kind === "step_entered");
    expect(entered).toHaveLength(2);
  });

  it("that hangs on Prometheus still aborts, and holds up nobody", { timeout: 20_000 }, async () => {
    const runId = await mesh.start(longStep);
    await mesh.untilStep(runId);
    await mesh.pass(minutes(1));
    mesh.prometheus.hangs = true;
    mesh.state.nowMs += 15_000;
    const hanging = mesh.tick();
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "it hangs" });
    await hanging;
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).outcome).toBe("aborted");
    expect(mesh.authored()).toBe(before);
  });

  it("whose lease another one took in the middle of a step goes on there without a second write", async () => {
    const runId = await mesh.start(longStep);
    const [a, b] = [mesh.newProcess("a"), mesh.newProcess("b")];
    let taken = false;
    mesh.kubernetes.beforeWrite = async () => {
      if (taken) return;
      taken = true;
      mesh.state.nowMs += 16_000;
      await b.tick();
    };
    await mesh.pass(15_000, 15_000, a.tick);
    await mesh.pass(minutes(1), 15_000, b.tick);
    const run = await mesh.run(runId);
    expect(run.body.stage).toEqual({ kind: "step", index: 0 });
    expect(mesh.kubernetes.writes).toHaveLength(1);
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await mesh.pass(minutes(1), 15_000, b.tick);
    expect(mesh.authored()).toBe(before);
  });
});

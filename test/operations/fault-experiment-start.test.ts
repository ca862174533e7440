import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { experimentMesh, planOf, type ExperimentMesh } from "./fault-experiment-mesh";

let mesh: ExperimentMesh;
beforeEach(() => {
  mesh = experimentMesh();
  mesh.pass(60_000);
});
afterEach(async () => closeDatabase(mesh.databaseUrl));

const endOf = async (runId: string) => (await mesh.run(runId)).body.ending?.reason;

describe("an experiment that has not begun", () => {
  it("waits for a second person, whom its author is not", async () => {
    const more = { changePolicy: { freeze: [], approval: {} } };
    const console = mesh.console("one", undefined, more);
    const { runId } = await mesh
      .as("ada", more)
      .faults.start({ cluster: "", plan: planOf(), reason: "test", force: true });
    await mesh.live([console], 5);
    expect((await mesh.run(runId)).state).toBe("waiting");
    await expect(mesh.as("ada", more).faults.approve({ runId })).rejects.toThrow(/somebody else/i);
    await mesh.as("grace", more).faults.approve({ runId });
    await mesh.live([console], 5);
    expect((await mesh.run(runId)).state).toBe("running");
  });

  it("writes nothing until its conditions have held for long enough, and gives up at last", async () => {
    const console = mesh.console("one");
    mesh.world.failing = 0.5;
    const runId = await mesh.start({ steadyMs: 10_000 });
    await mesh.live([console], 30);
    expect((await mesh.run(runId)).state).toBe("waiting");
    expect(mesh.faultsInForce()).toEqual([]);
    mesh.world.failing = 0;
    await mesh.live([console], 10);
    expect(mesh.faultsInForce()).toEqual([]);
    await mesh.live([console], 10);
    expect(mesh.faultsInForce()).not.toEqual([]);
    await mesh.live([console], 40);
    mesh.world.failing = 0.5;
    const never = await mesh.start({ steadyMs: 10_000 });
    await mesh.live([console], 3);
    mesh.pass(11 * 60_000);
    await mesh.live([console], 3);
    expect(await mesh.run(never)).toMatchObject({ state: "ended", outcome: "failed" });
    expect(await endOf(never)).toBe("steady_state_missed");
  });

  it("is skipped when its time passed while the console was away", async () => {
    const { runId } = await mesh.as("ada").faults.start({
      cluster: "",
      plan: planOf(),
      reason: "test",
      force: true,
      startAtMs: mesh.state.nowMs + 60_000,
    });
    mesh.pass(20 * 60_000);
    await mesh.live([mesh.console("one")], 3);
    expect(await endOf(runId)).toBe("missed");
  });

  it("is refused for a service that is excluded, too long, or held by another run", async () => {
    const faultPolicy = { exclude: ["bookinfo/rev*"], maxMinutes: 60, requireBudget: false };
    const start = (more: object) =>
      mesh.as("ada", more).faults.start({ cluster: "", plan: planOf(), reason: "test", force: true });
    await expect(start({ faultPolicy })).rejects.toThrow("bookinfo/rev*");
    await expect(
      start({ faultPolicy: { ...faultPolicy, exclude: [], requireBudget: true } }),
    ).rejects.toThrow("minBudgetPercent");
    await mesh.start();
    await expect(start({})).rejects.toThrow(/holds the service/);
  });
});

describe("a scheduled experiment", () => {
  const weekly = (time: string) => ({
    kind: "weekly" as const,
    days: ["fri" as const, "sat" as const],
    time,
    timeZone: "UTC",
  });
  const save = (time: string, name = "weekly") =>
    mesh.as("ada").faults.schedules.save({
      cluster: "",
      name,
      plan: planOf(),
      reason: "practice",
      schedule: weekly(time),
    });

  // The mesh's clock begins on Friday 2027-01-15 at 08:00 UTC; a minute has passed.
  it("begins at its time, in the name of who saved it, and knows when it is next", async () => {
    await save("08:02");
    const console = mesh.console("one");
    await mesh.live([console], 45);
    expect((await mesh.as("ada").faults.schedules.list({ cluster: "" }))[0]?.lastRunId).toBeUndefined();
    await mesh.live([console], 35);
    const [saved] = await mesh.as("ada").faults.schedules.list({ cluster: "" });
    expect(saved?.last?.code).toBe("started");
    expect(new Date(saved?.nextAtMs ?? 0).toISOString()).toBe("2027-01-16T08:02:00.000Z");
    const run = await mesh.run(saved?.lastRunId ?? "");
    expect(run).toMatchObject({ createdBy: "ada", state: "running" });
  });

  it("is skipped, and says so, when the console was away or another one is under way", async () => {
    await save("08:02");
    mesh.pass(15 * 60_000);
    const console = mesh.console("one");
    await mesh.live([console], 3);
    expect((await mesh.as("ada").faults.schedules.list({ cluster: "" }))[0]?.last?.code).toBe("missed");
    await mesh.start({ durationMs: 600_000 });
    await save("08:17", "other");
    await mesh.live([console], 75);
    const saved = await mesh.as("ada").faults.schedules.list({ cluster: "" });
    expect(saved.find(({ name }) => name === "other")?.last?.code).toBe("busy");
  });

  it("is refused for a time that has passed", async () => {
    const schedule = { kind: "once" as const, atMs: mesh.state.nowMs - 1 };
    const input = { cluster: "", name: "late", plan: planOf(), reason: "practice", schedule };
    await expect(mesh.as("ada").faults.schedules.save(input)).rejects.toThrow(/passed/);
  });
});

describe("templates", () => {
  it("are kept by name until somebody deletes them, beside the built-in ones", async () => {
    const ada = mesh.as("ada");
    const first = await ada.faults.templates.save({ cluster: "", name: "mine", plan: planOf() });
    await ada.faults.templates.save({ cluster: "", name: "mine", plan: planOf({ durationMs: 60_000 }) });
    const { saved, builtIn } = await ada.faults.templates.list({ cluster: "" });
    expect(saved).toHaveLength(1);
    expect(saved[0]).toMatchObject({ id: first.id, createdBy: "ada", plan: { durationMs: 60_000 } });
    expect(builtIn.length).toBeGreaterThan(4);
    await ada.faults.templates.delete({ id: first.id });
    await expect(ada.faults.templates.delete({ id: first.id })).rejects.toThrow(/no such template/);
  });
});

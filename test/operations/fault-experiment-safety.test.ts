import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { closeDatabase } from "@/server/database/database";
import { experimentMesh, planOf, type ExperimentMesh } from "./fault-experiment-mesh";
import { fault } from "./memory-kubernetes";

let mesh: ExperimentMesh;
beforeEach(() => {
  mesh = experimentMesh();
  mesh.pass(60_000);
});
afterEach(async () => closeDatabase(mesh.databaseUrl));

const route = (of = mesh): Manifest => {
  const found = [...of.kubernetes.objects.values()].find(({ kind }) => kind === "VirtualService");
  if (found === undefined) throw new Error("the VirtualService is gone");
  return found;
};
const edit = (change: (rules: Record<string, unknown>[]) => unknown, more: Partial<Manifest> = {}) => {
  const live = structuredClone(route());
  const rules = live.spec?.["http"] as Record<string, unknown>[];
  mesh.kubernetes.put({ ...live, ...more, spec: { ...live.spec, http: change(rules) } });
};
const endOf = async (runId: string) => (await mesh.run(runId)).body.ending?.reason;
const kinds = async (runId: string) =>
  (await mesh.as("ada").faults.read({ runId })).data.events.map(({ kind }) => kind);

describe("a fault that is in force", () => {
  it("goes when its condition breaks, by the service's own failures and not by ours", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ fault: planOf().fault, durationMs: 600_000 });
    await mesh.live([console], 20);
    expect(mesh.faultsInForce()).not.toEqual([]);
    mesh.world.failing = 0.3;
    await mesh.live([console], 10);
    expect(await endOf(runId)).toBe("condition_broken");
    expect(mesh.faultsInForce()).toEqual([]);
    const { data } = await mesh.as("ada").faults.read({ runId });
    expect(data.report).toMatchObject({ verdict: "refuted", because: "condition_broken" });
    expect(data.run.outcome).toBe("stopped");
  });

  it("goes when nobody measures any more, unless the plan says that this does not matter", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 10);
    mesh.state.metricsDown = true;
    await mesh.live([console], 15);
    expect(await endOf(runId)).toBe("condition_unknown");
    expect(mesh.faultsInForce()).toEqual([]);
    mesh.state.metricsDown = false;
    const patient = await mesh.start({ durationMs: 60_000, stopWithoutData: false });
    await mesh.live([console], 5);
    mesh.state.metricsDown = true;
    await mesh.live([console], 30);
    expect(mesh.faultsInForce()).not.toEqual([]);
    await mesh.live([console], 35);
    expect(await endOf(patient)).toBe("expired");
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("goes at the kill switch and in a freeze, and none begins then", async () => {
    const freeze = { name: "year end", allowOverride: false, fromMs: mesh.state.nowMs + 40_000 };
    const more = { changePolicy: { freeze: [freeze] } };
    const console = mesh.console("one", undefined, more);
    const first = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 10);
    await mesh.as("grace").faults.killSwitch.engage({ cluster: "", reason: "incident 7" });
    await mesh.live([console], 4);
    expect(mesh.faultsInForce()).toEqual([]);
    expect((await mesh.run(first)).body.ending).toMatchObject({ reason: "kill_switch", actor: "grace" });
    await expect(mesh.start()).rejects.toThrow(/kill switch.*incident 7/i);
    await mesh.as("grace").faults.killSwitch.release({ cluster: "", reason: "over" });
    const second = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 10);
    expect(mesh.faultsInForce()).not.toEqual([]);
    await mesh.live([console], 25);
    expect(await endOf(second)).toBe("frozen");
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("goes when a person says so, at once and without metrics", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000, stopWithoutData: false });
    await mesh.live([console], 5);
    mesh.state.metricsDown = true;
    await mesh.as("grace").faults.act({ runId, act: "stop", reason: "enough" });
    await mesh.live([console], 3);
    expect(mesh.faultsInForce()).toEqual([]);
    expect((await mesh.run(runId)).outcome).toBe("stopped");
  });

  it("ends by the clock that nobody can set when the other one goes back", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 30_000 });
    await mesh.live([console], 10);
    mesh.state.nowMs -= 3_600_000;
    await mesh.live([console], 5);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(await endOf(runId)).toBe("clock_moved");
    // A small step back is nothing to stop for, and nothing to be longer by.
    const second = await mesh.start({ durationMs: 30_000 });
    await mesh.live([console], 10);
    mesh.state.nowMs -= 4000;
    await mesh.live([console], 24);
    expect(await endOf(second)).toBe("expired");
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it.each([
    [
      "renamed",
      (rules: Record<string, unknown>[]) =>
        rules.map((rule) => ({ ...rule, name: `${String(rule["name"])}-x` })),
    ],
    [
      "edited",
      (rules: Record<string, unknown>[]) =>
        rules.map((rule) => ({
          ...rule,
          timeout: "9s",
          fault: { abort: { percentage: { value: 77 }, httpStatus: 503 } },
        })),
    ],
    ["put behind others", (rules: Record<string, unknown>[]) => rules.toReversed()],
  ])("goes from a route that was %s by hand, which is told to a person", async (_name, change) => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 6);
    edit(change);
    await mesh.live([console], 8);
    expect(await endOf(runId)).toBe("changed_outside");
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect(await kinds(runId)).toContain("ended");
  });

  it("goes when its marks were taken away by hand", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 6);
    const live = route();
    mesh.kubernetes.put({ ...live, metadata: { ...live.metadata, annotations: { team: "books" } } });
    await mesh.live([console], 8);
    expect(await endOf(runId)).toBe("changed_outside");
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it.each(["VirtualService", "Service"])("ends when the %s was deleted", async (kind) => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 6);
    for (const [key, object] of mesh.kubernetes.objects) {
      if (object.kind === kind) mesh.kubernetes.objects.delete(key);
    }
    await mesh.live([console], 8);
    expect(await mesh.run(runId)).toMatchObject({ state: "ended", outcome: "stopped" });
    expect(await endOf(runId)).toBe("target_missing");
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("ends with its whole namespace", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([console], 6);
    mesh.kubernetes.objects.clear();
    await mesh.live([console], 8);
    expect(await mesh.run(runId)).toMatchObject({ state: "ended", outcome: "stopped" });
  });

  it("is tried to be removed until somebody lets it, and says that it is not", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 20_000 });
    await mesh.live([console], 8);
    mesh.kubernetes.beforeWrite = () => {
      throw fault("forbidden", "heddle may not write");
    };
    await mesh.live([console], 60);
    expect(mesh.faultsInForce()).not.toEqual([]);
    expect((await mesh.run(runId)).state).toBe("reverting");
    expect(await kinds(runId)).toContain("revert_failing");
    mesh.kubernetes.beforeWrite = () => undefined;
    await mesh.live([console], 20);
    expect(mesh.faultsInForce()).toEqual([]);
    expect((await mesh.run(runId)).state).toBe("ended");
  });
});

describe("a fault whose console is gone", () => {
  it("is removed by the first sweep of the next one when its time is over", async () => {
    const runId = await mesh.start({ durationMs: 20_000 });
    await mesh.live([mesh.console("one")], 6);
    mesh.pass(120_000);
    expect(mesh.faultsInForce()).not.toEqual([]);
    await mesh.live([mesh.console("two")], 3);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(await endOf(runId)).toBe("expired");
  });

  it("is removed by another replica that does not lead", async () => {
    await mesh.start({ durationMs: 20_000 });
    const [leader, other] = [mesh.console("one"), mesh.console("two")];
    await mesh.live([leader, other], 6);
    // The leader hangs, but goes on holding the lease.
    mesh.pass(22_000);
    await other.sweep();
    mesh.pass(1000);
    await other.sweep();
    expect(mesh.faultsInForce()).toEqual([]);
  });

  it("is removed when the database is lost with it", async () => {
    const before = structuredClone(route().spec);
    const runId = await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await closeDatabase(mesh.databaseUrl);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${mesh.databaseUrl.slice(5)}${end}`, { force: true });
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(route().spec).toEqual(before);
    expect(mesh.marks()).toEqual([]);
    const run = await mesh.run(runId);
    expect(run).toMatchObject({ state: "ended", outcome: "stopped", createdBy: "ada" });
    expect(run.body.ending?.reason).toBe("swept");
    expect(run.body.plan.hypothesis).toBe(planOf().hypothesis);
  });

  it("is removed when database and record are lost", async () => {
    await mesh.start({ durationMs: 600_000 });
    await mesh.live([mesh.console("one")], 6);
    await closeDatabase(mesh.databaseUrl);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${mesh.databaseUrl.slice(5)}${end}`, { force: true });
    const live = route();
    const annotations = { ...live.metadata.annotations, "heddle.dev/run-record": "{half" };
    mesh.kubernetes.put({ ...live, metadata: { ...live.metadata, annotations } });
    await mesh.live([mesh.console("two")], 4);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
  });

  it("is removed when somebody applies a file with it after the run has ended", async () => {
    const console = mesh.console("one");
    const runId = await mesh.start({ durationMs: 20_000 });
    await mesh.live([console], 6);
    const held = structuredClone(route());
    await mesh.live([console], 25);
    expect((await mesh.run(runId)).state).toBe("ended");
    mesh.kubernetes.put(held);
    await mesh.live([console], 35);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect(await kinds(runId)).toContain("swept");
  });

  it("is removed from a copy of the object under another name too", async () => {
    const console = mesh.console("one");
    await mesh.start({ durationMs: 40_000 });
    await mesh.live([console], 6);
    const live = route();
    const copy = { ...live, metadata: { ...live.metadata, name: "copy", uid: "another" } };
    expect(objectKey(refFromManifest(copy))).not.toBe(objectKey(refFromManifest(live)));
    mesh.kubernetes.put(copy);
    await mesh.live([console], 75);
    expect(mesh.faultsInForce()).toEqual([]);
    expect(mesh.marks()).toEqual([]);
    expect(mesh.kubernetes.objects.has(objectKey(refFromManifest(copy)))).toBe(true);
  });
});

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

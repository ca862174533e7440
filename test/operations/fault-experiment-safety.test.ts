import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
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

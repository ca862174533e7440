import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

describe("a canary run", () => {
  it("that is as good as the stable version is promoted step by step", async () => {
    const runId = await mesh.start();
    const seen: number[] = [];
    for (let round = 0; round < 100 && (await mesh.run(runId)).state !== "ended"; round += 1) {
      await mesh.pass(15_000);
      if (seen.at(-1) !== mesh.canaryPercent()) seen.push(mesh.canaryPercent());
    }
    const run = await mesh.run(runId);
    expect(run.outcome).toBe("promoted");
    expect(seen).toEqual([10, 50, 100]);
    expect(mesh.isMarked()).toBe(false);
    expect(run.body.changeIds).toHaveLength(3);
    const { data } = await mesh.caller().canaries.read({ runId });
    expect(data.changes.map(({ state }) => state)).toEqual(["applied", "applied", "applied"]);
    expect(data.route).toMatchObject({ isHeld: false, isAsWritten: true, isAsBefore: false });
    expect(data.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["created", "started", "ended"]),
    );
  });

  it("that fails more often is stopped by the evidence, and the mesh is as it was to the byte", async () => {
    mesh.prometheus.behaviour.badShare.v2 = 0.02;
    const runId = await mesh.start();
    await mesh.untilEnded(runId);
    const run = await mesh.run(runId);
    expect(run.outcome).toBe("rolled_back");
    expect(mesh.authored()).toBe(before);
    expect(run.endedAtMs).toBeLessThan((run.startedAtMs ?? 0) + minutes(3));
    const { data } = await mesh.caller().canaries.read({ runId });
    expect(data.verdict.verdict).toBe("rollback");
    expect(data.changes.map(({ state }) => state)).toEqual(["undone", "applied"]);
    expect(data.route).toMatchObject({ isHeld: false, isAsWritten: true, isAsBefore: true });
    expect(data.route?.weights).toEqual(data.route?.planned);
    const route = [...mesh.kubernetes.objects.values()].find(({ kind }) => kind === "VirtualService");
    if (route === undefined) throw new Error("no route");
    mesh.kubernetes.put({ ...route, spec: { ...(route["spec"] as object), exportTo: ["."] } });
    const since = await mesh.caller().canaries.read({ runId });
    expect(since.data.route).toMatchObject({ isAsWritten: false, isAsBefore: false });
  });

  it("shows what is there, what was meant and what a person may do", async () => {
    const runId = await mesh.start({
      steps: [{ weightPercent: 10, minMinutes: 5, gate: { kind: "manual" } }],
    });
    await mesh.untilStep(runId);
    await mesh.pass(minutes(2));
    const { data, evidence } = await mesh.caller().canaries.read({ runId });
    expect(data.route).toMatchObject({
      weights: [
        { name: "v1", weightPercent: 90 },
        { name: "v2", weightPercent: 10 },
      ],
      isAsWritten: true,
      isHeld: true,
    });
    expect(data.canaryPods).toEqual({ pods: 1, readyPods: 1, workloads: ["reviews-v2"] });
    expect(data.evidence[0]?.intervals.at(-1)?.canaryRequests).toBeCloseTo(300, 0);
    const looks = await mesh.caller().canaries.intervals({ runId, metric: "success" });
    expect(looks.data.intervals.at(-1)).toMatchObject({ ...data.evidence[0]?.intervals.at(-1), step: 0 });
    expect(looks.data.intervals.at(-1)?.rollbackE).toBeCloseTo(data.verdict.rollbackE, 9);
    await expect(mesh.caller().canaries.intervals({ runId, metric: "x" })).rejects.toThrow("no metric x");
    expect(data.acts.find(({ act }) => act === "abort")).toEqual({ act: "abort" });
    expect(data.acts.find(({ act }) => act === "resume")?.refusal).toBeDefined();
    expect(data.power).toBeDefined();
    expect(evidence).toBeDefined();
  });

  it("waits at a manual gate until a person opens it", async () => {
    const runId = await mesh.start({
      steps: [{ weightPercent: 10, minMinutes: 0, gate: { kind: "manual" } }],
    });
    await mesh.untilStep(runId);
    await mesh.pass(minutes(15));
    expect((await mesh.run(runId)).body.pause?.reason).toBe("manual_gate");
    await mesh.caller("bo").canaries.act({ runId, act: "open_gate", reason: "looks good" });
    await mesh.untilEnded(runId, minutes(2));
    expect((await mesh.run(runId)).outcome).toBe("promoted");
  });

  it("copies requests first, whose answers nobody sees, and takes the mirror away again", async () => {
    const runId = await mesh.start({ mirrorFirst: { percent: 20, minutes: 1 } });
    await mesh.pass(15_000);
    const { data } = await mesh.caller().canaries.read({ runId });
    expect(data.body.stage).toEqual({ kind: "mirror" });
    expect(data.route?.mirrorPercent).toBe(20);
    await mesh.pass(45_000);
    expect(mesh.prometheus.asked.some((promql) => promql.includes('reporter="destination"'))).toBe(true);
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await mesh.pass(30_000);
    expect((await mesh.run(runId)).outcome).toBe("aborted");
    expect(mesh.authored()).toBe(before);
  });

  it("begins when a second person approved, and not before its time", async () => {
    mesh.options.more = { changePolicy: { freeze: [], approval: {} } };
    const runId = await mesh.start();
    await mesh.pass(minutes(2));
    expect(mesh.kubernetes.writes).toEqual([]);
    await mesh.caller("bo").canaries.approve({ runId });
    await mesh.pass(30_000);
    expect(mesh.canaryPercent()).toBe(10);
  });

  it("starts again at its first step when another version is deployed in the middle", async () => {
    const runId = await mesh.start();
    await mesh.untilStep(runId, 1);
    expect(mesh.canaryPercent()).toBe(50);
    mesh.putPod("v2", "newer-hash");
    await mesh.pass(30_000);
    expect(mesh.canaryPercent()).toBe(10);
    const run = await mesh.run(runId);
    expect(run.body.restarts).toBe(1);
    expect(run.body.evidence.flatMap(({ intervals }) => intervals)).toEqual([]);
    await mesh.caller().canaries.act({ runId, act: "abort", reason: "no more" });
    await mesh.pass(30_000);
    expect(mesh.authored()).toBe(before);
  });
});

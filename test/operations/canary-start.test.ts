import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { engageSwitch } from "@/server/database/kill-switch";
import { canaryMesh, planFrom } from "./canary-mesh";
import { split } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof canaryMesh>;
beforeEach(async () => {
  mesh = canaryMesh(await freshDatabaseUrl());
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const service = { namespace: "bookinfo", name: "reviews" };

describe("what a canary can be made of", () => {
  it("names the versions with their pods, requests and share of today", async () => {
    const { data } = await mesh.caller().canaries.options({ cluster: "east", service });
    const [v1, v2] = data.versions;
    expect(v1).toMatchObject({ subset: "v1", readyPods: 1, weightPercent: 100, workloads: ["reviews-v1"] });
    expect(v1?.requestsPerSecond).toBeCloseTo(200, -1);
    expect(v2).toMatchObject({ subset: "v2", weightPercent: 0 });
    expect(data.apis.find(({ api }) => api === "istio")?.fits).toBe(true);
    expect(data.scrapeMs).toBe(15_000);
    expect(data.obstacles).toEqual([]);
  });

  it("is told with the metrics away, which are then unknown", async () => {
    mesh.prometheus.down = true;
    const { data, warnings } = await mesh.caller().canaries.options({ cluster: "east", service });
    expect(data.traffic).toBeUndefined();
    expect(data.edgesMs).toBeUndefined();
    expect(warnings.map(({ source }) => source)).toContain("prometheus");
  });

  it("names a run that has the service", async () => {
    const runId = await mesh.start();
    const { data } = await mesh.caller().canaries.options({ cluster: "east", service });
    expect(data.obstacles.map(({ code, runId: id }) => [code, id])).toEqual([["run_active", runId]]);
    expect(data.activeRuns.map(({ id }) => id)).toEqual([runId]);
  });
});

describe("a preview", () => {
  it("shows each stage's write against the one before, and keeps nothing", async () => {
    const { data } = await mesh.caller().canaries.preview({ cluster: "east", plan: planFrom() });
    expect(data.stages.map(({ weightPercent }) => weightPercent)).toEqual([10, 50, 100]);
    expect(data.stages.map(({ objects }) => objects.map(({ ref }) => ref.kind))).toEqual([
      ["VirtualService"],
      ["VirtualService"],
      ["VirtualService"],
    ]);
    expect(data.stages[1]?.objects[0]?.diff.some(({ before, after }) => before === 10 && after === 50)).toBe(
      true,
    );
    expect(data.stages[0]?.canaryRequestsPerSecond).toBeCloseTo(20, 0);
    expect(data.callers?.[0]?.workload).toBe("productpage-v1");
    expect(data.first?.blockers).toEqual([]);
    expect(data.obstacles).toEqual([]);
    await expect(
      mesh.caller().changes.storedPlan({ planHash: data.first?.planHash ?? "" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(mesh.kubernetes.writes).toEqual([]);
  });

  it("names a third version that would lose its requests, and pods that are not there", async () => {
    const { data } = await mesh.caller().canaries.preview({
      cluster: "east",
      plan: planFrom({
        stable: { name: "v2", labels: {} },
        canary: { name: "v3", labels: { version: "v3" } },
      }),
    });
    expect(data.obstacles.map(({ code }) => code)).toEqual(["third_version", "no_canary_pods"]);
  });

  it("names a canary that has more requests than the first step gives it, or all of them", async () => {
    const share = async (weights: Readonly<Record<string, number>>) => {
      const request = split(weights);
      const { planHash } = (await mesh.caller().changes.plan({ cluster: "east", request })).data;
      await mesh.caller().changes.applyPlan({ planHash, reason: "x", force: true });
    };
    const ahead = async (plan: Readonly<Record<string, unknown>> = {}) => {
      const asked = { cluster: "east", plan: planFrom(plan) };
      const { obstacles } = (await mesh.caller().canaries.preview(asked)).data;
      return obstacles.map(({ code, severity, field }) => [code, severity, field]);
    };
    await share({ v1: 70, v2: 30 });
    expect(await ahead()).toEqual([["canary_ahead", "warn", "steps"]]);
    expect(await ahead({ mirrorFirst: { percent: 10, minutes: 1 } })).toHaveLength(1);
    expect(await ahead({ steps: [{ weightPercent: 30, minMinutes: 1 }] })).toEqual([]);
    const start = { cluster: "east", plan: planFrom(), reason: "now", force: false };
    await expect(mesh.caller().canaries.start(start)).rejects.toThrow("30 %");
    await share({ v1: 0, v2: 100 });
    expect(await ahead()).toEqual([["canary_ahead", "stop", "canary"]]);
  });

  it("says that the service is not there", async () => {
    const plan = planFrom({ service: { namespace: "bookinfo", name: "nobody" } });
    await expect(mesh.caller().canaries.preview({ cluster: "east", plan })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("beginning a canary", () => {
  const refusal = async (start: Promise<unknown>) => {
    try {
      await start;
      return "began";
    } catch (error) {
      const cause = (error as { cause?: { details?: Record<string, unknown> } }).cause;
      return cause?.details?.["obstacle"] ?? cause?.details?.["blocker"] ?? cause?.details?.["field"];
    }
  };

  it("is refused while another run has the service, and writes nothing by itself", async () => {
    await mesh.start();
    expect(mesh.kubernetes.writes).toEqual([]);
    expect(await refusal(mesh.start())).toBe("run_active");
  });

  it("is refused without a reason, in a freeze, with the kill switch, and to readers", async () => {
    const input = { cluster: "east", plan: planFrom(), reason: "", force: false };
    expect(await refusal(mesh.caller().canaries.start(input))).toBe("reason");
    const freeze = [{ name: "sale", allowOverride: false, fromMs: 0 }];
    const frozen = mesh.caller("ada", { changePolicy: { freeze } });
    expect(await refusal(frozen.canaries.start({ ...input, reason: "now" }))).toBe("frozen");
    await engageSwitch(mesh.databaseUrl, {
      cluster: "east",
      reason: "incident",
      actor: "bo",
      atMs: mesh.state.nowMs,
    });
    expect(await refusal(mesh.start())).toBe("kill_switch");
    const reader = mesh.caller("eve", { readOnlyReason: "read only" });
    await expect(reader.canaries.start({ ...input, reason: "now" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("may be begun after the freeze that holds now", async () => {
    const freeze = [{ name: "sale", allowOverride: false, fromMs: 0, toMs: mesh.state.nowMs + 3_600_000 }];
    const caller = mesh.caller("ada", { changePolicy: { freeze } });
    const input = {
      cluster: "east",
      plan: planFrom(),
      reason: "tonight",
      startAtMs: mesh.state.nowMs + 7_200_000,
    };
    expect((await caller.canaries.start(input)).state).toBe("waiting");
  });

  it("is refused to somebody whom the API server would refuse the first write", async () => {
    mesh.kubernetes.canI = async (questions) =>
      questions.map(() => ({ allowed: false, reason: "viewers only look" }));
    expect(await refusal(mesh.start())).toBe("no_access");
  });

  it("is refused where a Flagger Canary moves the traffic", async () => {
    mesh.kubernetes.put({
      apiVersion: "flagger.app/v1beta1",
      kind: "Canary",
      metadata: { name: "reviews", namespace: "bookinfo" },
      spec: { targetRef: { kind: "Deployment", name: "reviews" }, service: { port: 9080 } },
    });
    expect(await refusal(mesh.start())).toBe("flagger");
  });

  it("is refused while the weights are shared with a version that is neither", async () => {
    const { planHash } = (
      await mesh.caller().changes.plan({ cluster: "east", request: split({ v1: 80, v3: 20 }) })
    ).data;
    await mesh.caller().changes.applyPlan({ planHash, reason: "x", force: true });
    expect(await refusal(mesh.start())).toBe("third_version");
  });

  it("waits for somebody else where a second person is demanded", async () => {
    mesh.options.more = { changePolicy: { freeze: [], approval: {} } };
    const runId = await mesh.start();
    expect(await refusal(mesh.caller("ada").canaries.approve({ runId }))).toBeUndefined();
    await expect(mesh.caller("ada").canaries.approve({ runId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await mesh.caller("bo").canaries.approve({ runId, comment: "fine" });
    expect((await mesh.run(runId)).body.approvedBy).toBe("bo");
    await expect(mesh.caller("cy").canaries.approve({ runId })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await mesh.events(runId)).toEqual(["created", "approved"]);
  });
});

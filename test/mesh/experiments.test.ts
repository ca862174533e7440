import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { readMarks } from "@/lib/delivery/marks";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { authoredObjects, namespaceObjects, putBack, type NamespaceObjects } from "./namespace-objects";
import { callFrom, percentOf } from "./pod-calls";
import { steadyTraffic, type SteadyTraffic } from "./steady-traffic";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const detailsUrl = "http://details:9080/details/0";
const planOf = (change: Partial<ExperimentPlan>): ExperimentPlan =>
  experimentPlanSchema.parse({
    hypothesis: "details itself does not notice that its caller is refused",
    fault: {
      api: "istio",
      service: { namespace: "bookinfo", name: "details" },
      abort: { percent: 30, httpStatus: 503 },
    },
    durationMs: 60_000,
    steadyMs: 0,
    conditions: [{ kind: "success", of: "target", minPercent: 80 }],
    stopWithoutData: false,
    ...change,
  });

describe.skipIf(found === undefined)("a fault experiment on real Envoys", () => {
  const bed = found as Bed;
  let console: RunningConsole;
  let traffic: SteadyTraffic;
  let before: NamespaceObjects;

  beforeAll(async () => {
    console = await startConsole(bed);
  });
  beforeEach(async () => {
    before = await namespaceObjects(bed);
    traffic = steadyTraffic(caller, detailsUrl);
  });
  afterEach(async () => {
    await traffic.stop();
    await tune("latency-ms=0&error-pct=0");
    await putBack(bed, before);
  });
  afterAll(async () => {
    await console?.stop();
  });

  const tune = async (settings: string) => {
    const ip = bed.pods.find((pod) => pod.workload === "details-v1")?.ip ?? "";
    await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" });
  };
  const start = async (plan: ExperimentPlan) =>
    (await console.trpc.faults.start.mutate({ cluster: "", plan, reason: "mesh suite", force: true })).runId;
  const read = async (runId: string) => (await console.trpc.faults.read.query({ runId })).data;
  const ended = (runId: string) =>
    until("the experiment has ended", async () => (await read(runId)).run.state === "ended", 180_000);
  const isThere = async () =>
    [...(await namespaceObjects(bed)).values()].some(
      (object) =>
        readMarks(manifestSchema.parse(object)) !== undefined || JSON.stringify(object).includes('"fault"'),
    );
  const refused = async (count: number) => percentOf(await callFrom(caller, detailsUrl, { count }), 503);

  it("does what it says, ends by itself, and proves that it is gone", async () => {
    const runId = await start(planOf({}));
    await until("callers are refused", async () => (await refused(200)) > 15);
    const share = await refused(3000);
    expect(share).toBeGreaterThan(26);
    expect(share).toBeLessThan(34);
    await ended(runId);
    const { run, report, abort } = await read(runId);
    expect(run.outcome).toBe("completed");
    expect(run.body.ending?.reason).toBe("expired");
    expect(report).toBeDefined();
    expect(JSON.stringify(abort)).toMatch(/\d/);
    expect(authoredObjects(await namespaceObjects(bed))).toEqual(authoredObjects(before));
    await until("nobody is refused any more", async () => (await refused(300)) === 0);
  });

  it("ends at once when its condition breaks", async () => {
    const runId = await start(planOf({ durationMs: 600_000 }));
    await until("callers are refused", async () => (await refused(200)) > 15);
    await tune("error-pct=60");
    await ended(runId);
    const { run } = await read(runId);
    expect(run.outcome).toBe("stopped");
    expect(run.body.ending?.reason).toBe("condition_broken");
    expect(await isThere()).toBe(false);
  });

  it("that ended while the console was down is gone within a minute of its start", async () => {
    const runId = await start(planOf({ durationMs: 20_000 }));
    await until("callers are refused", async () => (await refused(200)) > 15);
    await console.kill();
    const { expiresAtMs } =
      [...(await namespaceObjects(bed)).values()].flatMap(
        (object) => readMarks(manifestSchema.parse(object)) ?? [],
      )[0] ?? {};
    if (expiresAtMs === undefined) throw new Error("the route does not say when the fault ends");
    await until("its time is over", async () => Date.now() > expiresAtMs);
    expect(await isThere()).toBe(true);
    await console.restart();
    await until("the fault is gone", async () => !(await isThere()), 60_000);
    await until("nobody is refused any more", async () => (await refused(300)) === 0);
    await ended(runId);
    expect(authoredObjects(await namespaceObjects(bed))).toEqual(authoredObjects(before));
  });

  it("stops with all others at the kill switch, and none may begin", async () => {
    const runId = await start(planOf({ durationMs: 600_000 }));
    await until("callers are refused", async () => (await refused(200)) > 15);
    await console.trpc.faults.killSwitch.engage.mutate({ cluster: "", reason: "incident" });
    await ended(runId);
    expect((await read(runId)).run.body.ending?.reason).toBe("kill_switch");
    expect(await isThere()).toBe(false);
    await expect(start(planOf({}))).rejects.toThrow(/kill switch/i);
    await console.trpc.faults.killSwitch.release.mutate({ cluster: "", reason: "over" });
  });
});

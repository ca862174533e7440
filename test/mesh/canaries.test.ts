import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { readMarks } from "@/lib/delivery/marks";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { callKube } from "./kube";
import { authoredObjects, namespaceObjects, putBack, type NamespaceObjects } from "./namespace-objects";
import { callFrom, percentOf } from "./pod-calls";
import { steadyTraffic, type SteadyTraffic } from "./steady-traffic";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const reviewsUrl = "http://reviews:9080/reviews/0";
const plan = canaryPlanSchema.parse({
  api: "istio",
  service: { namespace: "bookinfo", name: "reviews" },
  stable: { name: "v1", labels: { version: "v1" } },
  canary: { name: "v2", labels: { version: "v2" } },
  steps: [
    { weightPercent: 20, minMinutes: 0.2 },
    { weightPercent: 50, minMinutes: 0.2 },
  ],
  metrics: [{ kind: "success" }],
  judgement: { objectivePercent: 97, minRequests: 200, minIntervals: 3 },
});

describe.skipIf(found === undefined)("a canary on real Envoys", () => {
  const bed = found as Bed;
  let console: RunningConsole;
  let traffic: SteadyTraffic;
  let before: NamespaceObjects;

  beforeAll(async () => {
    console = await startConsole(bed);
  });
  beforeEach(async () => {
    before = await namespaceObjects(bed);
    traffic = steadyTraffic(caller, reviewsUrl);
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
    const ip = bed.pods.find((pod) => pod.workload === "reviews-v2")?.ip ?? "";
    await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" });
  };

  const start = async () =>
    (await console.trpc.canaries.start.mutate({ cluster: "", plan, reason: "mesh suite", force: true }))
      .runId;
  const read = async (runId: string) => (await console.trpc.canaries.read.query({ runId })).data;
  const isAt = async (runId: string, index: number) => {
    const { body, run } = await read(runId);
    if (run.state === "ended") throw new Error(`ended as ${run.outcome ?? "?"}`);
    return body.stage?.kind === "step" && body.stage.index === index && body.pending === undefined;
  };
  const ended = (runId: string) =>
    until("the run has ended", async () => (await read(runId)).run.state === "ended", 240_000);

  it("that fails 5 % is stopped by the evidence and everything is as it was", async () => {
    await tune("error-pct=5");
    const runId = await start();
    await ended(runId);
    const { run, events, verdict } = await read(runId);
    expect(run.outcome).toBe("rolled_back");
    expect(verdict.verdict).toBe("rollback");
    expect(verdict.metrics[0]?.counts.canaryBad).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ kind: "ended", data: { outcome: "rolled_back" } });
    expect(authoredObjects(await namespaceObjects(bed))).toEqual(authoredObjects(before));
  });

  it("that is well is promoted, and every request goes to it", async () => {
    const runId = await start();
    await ended(runId);
    const { run, changes } = await read(runId);
    expect(run.outcome).toBe("promoted");
    expect(changes.length).toBeGreaterThanOrEqual(3);
    await until("every request is answered by v2", async () => {
      const { versions } = await callFrom(caller, reviewsUrl, { count: 100 });
      return versions["v2"] === 100;
    });
    const routes = [...(await namespaceObjects(bed)).values()].map((object) => manifestSchema.parse(object));
    expect(routes.map((route) => readMarks(route)).filter((marks) => marks !== undefined)).toEqual([]);
  });

  it("gets the share of its step from real Envoys, and gives it back on abort without Prometheus' help", async () => {
    const runId = await start();
    await until("the first step is written", () => isAt(runId, 0));
    await until("about a fifth goes to v2", async () => {
      const { versions } = await callFrom(caller, reviewsUrl, { count: 1000 });
      const share = (versions["v2"] ?? 0) / 10;
      return share > 15 && share < 25;
    });
    await console.trpc.canaries.act.mutate({ runId, act: "abort", reason: "enough seen" });
    await ended(runId);
    expect((await read(runId)).run.outcome).toBe("aborted");
    expect(authoredObjects(await namespaceObjects(bed))).toEqual(authoredObjects(before));
  });

  it("goes on after the console was killed in the middle", async () => {
    const runId = await start();
    await until("the first step is written", () => isAt(runId, 0));
    await console.kill();
    await console.restart();
    await ended(runId);
    expect((await read(runId)).run.outcome).toBe("promoted");
    expect(percentOf(await callFrom(caller, reviewsUrl, { count: 100 }), 200)).toBe(100);
  });

  it("pauses when somebody changes its weights, and says what is there", async () => {
    const runId = await start();
    await until("the first step is written", () => isAt(runId, 0));
    const entry = [...(await namespaceObjects(bed))].find(
      ([, object]) => readMarks(manifestSchema.parse(object))?.runId === runId,
    );
    if (entry === undefined) throw new Error("no object carries the run's marks");
    const [path, object] = entry;
    const text = JSON.stringify(object)
      .replaceAll('"weight":80', '"weight":70')
      .replaceAll('"weight":20', '"weight":30');
    expect((await callKube(bed, "PUT", path, JSON.parse(text))).status).toBe(200);
    await until(
      "the run is paused",
      async () => (await read(runId)).body.pause?.reason === "changed_outside",
    );
    expect(JSON.stringify((await read(runId)).route?.weights)).toContain("30");
    await console.trpc.canaries.act.mutate({ runId, act: "abort", reason: "not ours any more" });
    await ended(runId);
    expect(authoredObjects(await namespaceObjects(bed))).toEqual(authoredObjects(before));
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { readMarks } from "@/lib/delivery/marks";
import { manifestSchema } from "@/lib/config/manifest";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { authored, callKube } from "./kube";
import { callFrom, percentOf } from "./pod-calls";
import { steadyTraffic, type SteadyTraffic } from "./steady-traffic";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const reviewsUrl = "http://reviews:9080/reviews/0";
const namespace = "/apis/networking.istio.io/v1/namespaces/bookinfo";
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
  let before: Map<string, Record<string, unknown>>;

  beforeAll(async () => {
    console = await startConsole(bed);
  });
  beforeEach(async () => {
    before = await objects();
    traffic = steadyTraffic(caller, reviewsUrl);
  });
  afterEach(async () => {
    await traffic.stop();
    await tune("latency-ms=0&error-pct=0");
    await putBack();
  });
  afterAll(async () => {
    await console?.stop();
  });

  const tune = async (settings: string) => {
    const ip = bed.pods.find((pod) => pod.workload === "reviews-v2")?.ip ?? "";
    await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" });
  };

  /** Routes and rules of the namespace as they are in the cluster, by path. */
  async function objects(): Promise<Map<string, Record<string, unknown>>> {
    const lists = await Promise.all(
      ["virtualservices", "destinationrules"].map(async (plural) => {
        const { body } = await callKube(bed, "GET", `${namespace}/${plural}`);
        return (body["items"] as Record<string, unknown>[]).map((item): [string, Record<string, unknown>] => {
          const kind = plural === "virtualservices" ? "VirtualService" : "DestinationRule";
          const whole = { apiVersion: "networking.istio.io/v1", kind, ...item };
          return [`${namespace}/${plural}/${manifestSchema.parse(whole).metadata.name}`, whole];
        });
      }),
    );
    return new Map(lists.flat());
  }

  const authoredAll = (all: ReadonlyMap<string, Record<string, unknown>>) =>
    [...all.entries()].map(([path, object]) => `${path} ${authored(object)}`).toSorted();

  /** A promotion stays; the next test begins where this one began. */
  async function putBack(): Promise<void> {
    for (const [path, object] of await objects()) {
      const old = before.get(path);
      if (old === undefined) await callKube(bed, "DELETE", path);
      else if (authored(old) !== authored(object)) {
        const { resourceVersion } = manifestSchema.parse(object).metadata;
        const metadata = { ...(old["metadata"] as object), resourceVersion };
        expect((await callKube(bed, "PUT", path, { ...old, metadata })).status).toBe(200);
      }
    }
  }

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
    expect(events.map(({ kind }) => kind)).toContain("rolled_back");
    expect(authoredAll(await objects())).toEqual(authoredAll(before));
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
    const routes = [...(await objects()).values()].map((object) => manifestSchema.parse(object));
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
    expect(authoredAll(await objects())).toEqual(authoredAll(before));
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
    const entry = [...(await objects())].find(
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
    expect(authoredAll(await objects())).toEqual(authoredAll(before));
  });
});

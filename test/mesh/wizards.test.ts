import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "@/lib/changes/change";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { anyCaller } from "./any-caller";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { authored, callKube } from "./kube";
import { callFrom, percentOf } from "./pod-calls";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const reviews = { api: "istio" as const, service: { namespace: "bookinfo", name: "reviews" } };
const details = { api: "istio" as const, service: { namespace: "bookinfo", name: "details" } };
const reviewsUrl = "http://reviews:9080/reviews/0";
const detailsUrl = "http://details:9080/details/0";
const only = (name: string) => [{ name, labels: { version: name }, weightPercent: 100 }];

describe.skipIf(found === undefined)("a wizard's change on real Envoys", () => {
  const bed = found as Bed;
  let console: RunningConsole;
  const toUndo: string[] = [];

  beforeAll(async () => {
    console = await startConsole(bed);
  });
  afterEach(async () => {
    for (const id of toUndo.splice(0).toReversed()) await undo(id);
    for (const workload of ["details-v1", "reviews-v1", "reviews-v2", "reviews-v3"])
      await tune(workload, "latency-ms=0&error-pct=0");
  });
  afterAll(async () => {
    await console?.stop();
  });

  const tune = async (workload: string, settings: string) => {
    const ip = bed.pods.find((pod) => pod.workload === workload)?.ip ?? "";
    // A change that was just taken back may keep plain text out for a moment longer.
    await until(
      `${workload} is tuned`,
      async () => (await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" })).status === 200,
    );
  };

  const pathOf = ({ ref }: Change["objects"][number]) =>
    `/apis/${ref.apiVersion}/namespaces/${ref.namespace}/${ref.kind.toLowerCase().replace(/y$/, "ie")}s/${ref.name}`;

  /** Plans, applies and waits until every proxy that has to has it. */
  async function make(request: ChangeRequest): Promise<Change> {
    const { data } = await console.trpc.changes.plan.mutate({ cluster: "", request });
    expect(data.objects.map(({ dryRun }) => dryRun.state)).toEqual(data.objects.map(() => "accepted"));
    expect(data.blockers.filter(({ severity }) => severity === "stop")).toEqual([]);
    const change = await console.trpc.changes.applyPlan.mutate({
      planHash: data.planHash,
      reason: "mesh suite",
      force: true,
    });
    expect(change.state).toBe("applied");
    toUndo.push(change.id);
    await until("every proxy that needs it has it", async () => {
      const { acks } = (await console.trpc.changes.verify.query({ changeId: change.id })).data;
      return (
        acks !== undefined && acks.counts.rejected === 0 && acks.counts.waiting === 0 && acks.counts.acked > 0
      );
    });
    return change;
  }

  const deletes = async (count: number) =>
    percentOf(await callFrom(caller, detailsUrl, { count, method: "DELETE" }), 403);

  /** Takes a change back and looks at each object past the console: it is as it was, or gone. */
  async function undo(changeId: string): Promise<void> {
    const { data: change } = await console.trpc.changes.read.query({ changeId });
    const plan = await console.trpc.changes.undo.mutate({ changeId });
    const { planHash } = plan.data;
    const undone = await console.trpc.changes.applyPlan.mutate({ planHash, reason: "", force: true });
    expect(undone.state).toBe("applied");
    for (const object of change.objects) {
      const now = await callKube(bed, "GET", pathOf(object));
      if (object.before === undefined) expect(now.status).toBe(404);
      else expect(authored(now.body)).toBe(authored(object.before));
    }
  }

  it("sends requests with a header to the version that it names, and no others", async () => {
    await make({
      kind: "traffic_split",
      intent: { ...reviews, destinations: only("v1") },
    });
    await make({
      kind: "request_route",
      intent: {
        ...reviews,
        name: "testers",
        matches: [
          {
            methods: [],
            headers: [{ name: "end-user", kind: "exact", value: "jason" }],
            cookies: [],
            queryParams: [],
          },
        ],
        destinations: only("v3"),
        position: "first",
      },
    });
    const jason = await callFrom(caller, reviewsUrl, { count: 200, headers: { "end-user": "jason" } });
    expect(jason.versions).toEqual({ v3: 200 });
    const others = await callFrom(caller, reviewsUrl, { count: 200 });
    expect(others.versions).toEqual({ v1: 200 });
  });

  it("ends requests that take longer than the timeout with 504, in about that time", async () => {
    await tune("details-v1", "latency-ms=2000&error-pct=0");
    await make({
      kind: "timeout_retry",
      intent: { ...details, route: "", timeoutMs: 500, retries: { attempts: 0, retryOn: [] } },
    });
    const slow = await callFrom(caller, detailsUrl, { count: 24 });
    expect(percentOf(slow, 504)).toBe(100);
    expect(slow.latencyMsP50).toBeGreaterThan(450);
    expect(slow.latencyMsP50).toBeLessThan(1500);
  });

  it("retries what fails, as often as it says", async () => {
    await tune("details-v1", "latency-ms=0&error-pct=40");
    await make({
      kind: "timeout_retry",
      intent: { ...details, route: "", retries: { attempts: 0, retryOn: [] } },
    });
    const without = await callFrom(caller, detailsUrl, { count: 1000 });
    const failed = 100 - percentOf(without, 200);
    expect(failed).toBeGreaterThan(33);
    await make({
      kind: "timeout_retry",
      intent: { ...details, route: "", retries: { attempts: 3, retryOn: ["5xx"], perTryTimeoutMs: 2000 } },
    });
    const retried = await callFrom(caller, detailsUrl, { count: 1000 });
    // Four tries of 40 % each fail in 2.6 % of all requests.
    expect(100 - percentOf(retried, 200)).toBeLessThan(6);
  });

  it("aborts the share of requests that it says, within three points of thousands of requests", async () => {
    await make({
      kind: "fault",
      intent: { ...details, name: "", matches: [], abort: { percent: 30, httpStatus: 418 } },
    });
    const aborted = await callFrom(caller, detailsUrl, { count: 5000 });
    expect(percentOf(aborted, 418)).toBeGreaterThan(27);
    expect(percentOf(aborted, 418)).toBeLessThan(33);
    expect(percentOf(aborted, 418) + percentOf(aborted, 200)).toBeCloseTo(100, 6);
  });

  it("delays the requests that match and leaves the others alone", async () => {
    await make({
      kind: "fault",
      intent: {
        ...details,
        name: "slow-testers",
        matches: [
          {
            methods: [],
            headers: [{ name: "end-user", kind: "exact", value: "jason" }],
            cookies: [],
            queryParams: [],
          },
        ],
        delay: { percent: 100, delayMs: 1000 },
      },
    });
    const jason = await callFrom(caller, detailsUrl, { count: 16, headers: { "end-user": "jason" } });
    expect(jason.latencyMsP50).toBeGreaterThan(950);
    const others = await callFrom(caller, detailsUrl, { count: 100 });
    expect(others.latencyMsP50).toBeLessThan(500);
  });

  it("mirrors: the copies arrive, the answers come from where they did", async () => {
    await make({ kind: "traffic_split", intent: { ...reviews, destinations: only("v1") } });
    /** Requests that have reached the application of v3, as its Envoy counts them. */
    const seen = async () => {
      const ip = bed.pods.find((pod) => pod.workload === "reviews-v3")?.ip ?? "";
      const filter = "cluster.inbound.9080.*;.upstream_rq_total";
      const text = await (await fetch(`http://${ip}:15000/stats?filter=${filter}`)).text();
      return [...text.matchAll(/: (\d+)/g)].reduce((sum, [, value]) => sum + Number(value), 0);
    };
    await make({
      kind: "mirror",
      intent: { ...reviews, destination: { name: "v3", labels: { version: "v3" } }, mirrorPercent: 100 },
    });
    const before = await seen();
    const answer = await callFrom(caller, reviewsUrl, { count: 200 });
    expect(answer.versions).toEqual({ v1: 200 });
    await until("the copies have arrived", async () => (await seen()) - before >= 195);
  });

  it("denies what it says with 403, and lets the rest through", async () => {
    await make({
      kind: "access",
      intent: {
        target: { namespace: "bookinfo", selector: { app: "details" }, targetRefs: [] },
        name: "no-deletes",
        action: "DENY",
        rules: [
          {
            ...anyCaller,
            methods: ["DELETE"],
            paths: [],
            hosts: [],
            ports: [],
          },
        ],
      },
    });
    // A listener that is replaced lets connections that stand finish under the old rules.
    await until("old connections are gone", async () => (await deletes(10)) === 100);
    expect(await deletes(200)).toBe(100);
    expect(percentOf(await callFrom(caller, detailsUrl, { count: 50 }), 200)).toBe(100);
  });

  it("STRICT keeps out who speaks no mutual TLS", async () => {
    const ip = bed.pods.find((pod) => pod.workload === "details-v1")?.ip ?? "";
    const plain = () =>
      fetch(`http://${ip}:9080/details/0`, { signal: AbortSignal.timeout(5000) }).then(
        ({ status }) => status,
        () => 0,
      );
    await make({
      kind: "mtls",
      intent: {
        scope: "workload",
        namespace: "bookinfo",
        selector: { app: "details" },
        mode: "STRICT",
        portModes: {},
      },
    });
    expect(percentOf(await callFrom(caller, detailsUrl, { count: 50 }), 200)).toBe(100);
    await until("plain text is refused", async () => (await plain()) === 0);
    expect(percentOf(await callFrom(caller, detailsUrl, { count: 50 }), 200)).toBe(100);
  });

  it("opens the circuit: requests beyond the pool's limit fail at once", async () => {
    await tune("details-v1", "latency-ms=300&error-pct=0");
    await make({
      kind: "circuit_breaker",
      intent: {
        ...details,
        connectionPool: { maxConnections: 1, maxPendingRequests: 1, maxRequestsPerConnection: 1 },
      },
    });
    const crowded = await callFrom(caller, detailsUrl, { count: 60, concurrency: 12 });
    expect(percentOf(crowded, 503)).toBeGreaterThan(20);
    expect(percentOf(crowded, 200)).toBeGreaterThan(1);
  });
});

import { describe, expect, it } from "vitest";
import { columnsFromSketch, type SpanSketch } from "@/lib/traces/columns-fixture";
import { catalogRoutes, changedFromYaml, shopYaml } from "./impact-fixture";
import { predictImpact } from "./predict";
import { sampledTraces } from "./request-samples";
import type { CallEdge } from "./traffic-edges";

const host = "catalog.shop.svc.cluster.local";
const to = (v1: number, v2: number, more = "") =>
  `[{route: [{destination: {host: catalog, subset: v1}, weight: ${v1}}, {destination: {host: catalog, subset: v2}, weight: ${v2}}]${more}}]`;
const edge = (source: string, destination: string, requestsPerSecond: number): CallEdge => ({
  source: { namespace: "shop", workload: source },
  host,
  destination: { namespace: "shop", workload: destination },
  requestsPerSecond,
});
const edges = [
  edge("web", "catalog-stable", 90),
  edge("web", "catalog-canary", 10),
  edge("admin", "catalog-stable", 9),
  edge("admin", "catalog-canary", 1),
];

const outbound = (id: string, parent: string, pod: string, url: string, cluster: string): SpanSketch => ({
  id,
  parent,
  start: 0,
  end: 10,
  kind: 3,
  attributes: {
    node_id: `sidecar~10.0.0.1~${pod}.shop~shop.svc.cluster.local`,
    "http.url": url,
    "http.method": "GET",
    "upstream_cluster.name": `${cluster};`,
  },
});

describe("the prediction for live traffic", () => {
  it("spreads measured demand over the new weights and loses none of it", () => {
    const mesh = changedFromYaml(shopYaml, catalogRoutes(to(90, 10)), catalogRoutes(to(40, 60)));
    const impact = predictImpact(mesh, { edges });
    const byLabel = new Map(impact.destinations?.map((one) => [one.label, one]));
    expect(byLabel.get("shop/catalog-canary")?.nowRps).toBeCloseTo(11, 6);
    expect(byLabel.get("shop/catalog-canary")?.afterRps).toBeCloseTo(66, 6);
    expect(byLabel.get("shop/catalog-stable")?.afterRps).toBeCloseTo(44, 6);
    expect(impact.demand).toEqual({ sampledRps: 0, assumedRps: 110 });
    expect(impact.callers?.map(({ workload, changes }) => [workload, changes])).toEqual([
      ["web", ["destination"]],
      ["admin", ["destination"]],
    ]);
  });

  it("puts the new load on the pods that are ready", () => {
    const mesh = changedFromYaml(shopYaml, catalogRoutes(to(90, 10)), catalogRoutes(to(0, 100)));
    const canary = predictImpact(mesh, { edges }).capacity?.find(
      ({ workload }) => workload === "catalog-canary",
    );
    expect(canary).toMatchObject({ readyPods: 1, pods: 1 });
    expect(canary?.nowRpsPerPod).toBeCloseTo(11, 6);
    expect(canary?.afterRpsPerPod).toBeCloseTo(110, 6);
  });

  it("adds copies of a mirror to the load, not to the answers", () => {
    const mesh = changedFromYaml(
      shopYaml,
      catalogRoutes(to(100, 0)),
      catalogRoutes(to(100, 0, ", mirror: {host: catalog, subset: v2}, mirrorPercentage: {value: 50}")),
    );
    const impact = predictImpact(mesh, { edges });
    const canary = impact.destinations?.find(({ label }) => label === "shop/catalog-canary");
    expect(canary).toMatchObject({ afterRps: 0 });
    expect(canary?.mirroredAfterRps).toBeCloseTo(55, 6);
    expect(impact.callers?.[0]?.changes).toEqual(["mirror"]);
  });

  it("takes the requests that a fault answers away from the destination", () => {
    const mesh = changedFromYaml(
      shopYaml,
      catalogRoutes(to(100, 0)),
      catalogRoutes(to(100, 0, ", fault: {abort: {httpStatus: 503, percentage: {value: 20}}}")),
    );
    const impact = predictImpact(mesh, { edges });
    const byLabel = new Map(impact.destinations?.map((one) => [one.label, one.afterRps]));
    expect(byLabel.get("503 FI")).toBeCloseTo(22, 6);
    expect(byLabel.get("shop/catalog-stable")).toBeCloseTo(88, 6);
  });

  it("leaves out what needs a silent source instead of calling it zero", () => {
    const mesh = changedFromYaml(shopYaml, catalogRoutes(to(90, 10)), catalogRoutes(to(50, 50)));
    const impact = predictImpact(mesh, {});
    expect(impact.destinations).toBeUndefined();
    expect(impact.capacity).toBeUndefined();
    expect(impact.whatIf).toBeUndefined();
    expect(impact.paths).toBeUndefined();
    expect(impact.receivers?.list[0]?.requestsPerSecond).toBeUndefined();
    expect(impact.callers?.length).toBeGreaterThan(0);
  });

  it("follows the chain of calls of a trace and tells how many tries it can become", () => {
    const traces = sampledTraces([
      columnsFromSketch([
        outbound(
          "a",
          "",
          "web-1",
          "http://aside.other:8080/",
          "outbound|8080||aside.other.svc.cluster.local",
        ),
        outbound("b", "a", "web-1", `http://catalog:8080/products?q=1`, `outbound|8080|v1|${host}`),
      ]),
    ]).map((trace) => ({
      ...trace,
      calls: trace.calls.map((call) => ({ ...call, source: { namespace: "shop", workload: "web" } })),
    }));
    const mesh = changedFromYaml(
      shopYaml,
      catalogRoutes(to(100, 0, ", retries: {attempts: 1}")),
      catalogRoutes(to(100, 0, ", retries: {attempts: 4, perTryTimeout: 2s}, timeout: 3s")),
    );
    const impact = predictImpact(mesh, { traces });
    const [path] = impact.paths ?? [];
    expect(path?.hops.map((hop) => [hop.host, hop.before.tries, hop.after.tries])).toEqual([
      ["aside.other", 3, 3],
      ["catalog", 2, 5],
    ]);
    expect([path?.triesBefore, path?.triesAfter]).toEqual([6, 15]);
    expect(path?.inversions).toMatchObject([{ hop: 1, kind: "tries_cut_short", state: "new" }]);
    expect(impact.whatIf).toMatchObject({ requests: 1, counts: { retries: 1, timeout: 1 } });
  });

  it("puts chains together from metrics where there is no trace", () => {
    const mesh = changedFromYaml(
      shopYaml,
      catalogRoutes(to(100, 0, ", retries: {attempts: 1}")),
      catalogRoutes(to(100, 0, ", retries: {attempts: 2}")),
    );
    const impact = predictImpact(mesh, { edges, traces: [] });
    expect(impact.paths?.every(({ samples }) => samples === undefined)).toBe(true);
    expect(impact.paths?.[0]).toMatchObject({ triesBefore: 2, triesAfter: 3 });
  });
});

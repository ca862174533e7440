import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { buildGraph } from "@/lib/graph/build";
import type { EdgeTraffic, ReportedTraffic } from "@/lib/graph/edge-traffic";
import { enrichGraph } from "@/lib/graph/enrich/enrich";
import type { GraphFacts } from "@/lib/graph/facts";
import { indexInventory, type GraphInventory } from "@/lib/graph/inventory";
import { defaultThresholds } from "@/lib/health/thresholds";

const inventory: GraphInventory = {
  known: true,
  services: [
    { namespace: "shop", name: "web", selector: { app: "web" } },
    { namespace: "shop", name: "cart", selector: { app: "cart" } },
    { namespace: "shop", name: "quiet", selector: { app: "quiet" } },
    { namespace: "shop", name: "outside", selector: { app: "outside" } },
    { namespace: "shop", name: "empty", selector: { app: "empty" } },
  ],
  workloads: ["web", "cart", "quiet", "outside"].map((app) => ({
    namespace: "shop",
    name: `${app}-v1`,
    kind: "Deployment",
    labels: { app },
    dataplane: app === "outside" ? ("none" as const) : ("sidecar" as const),
    pods: { desired: 1, available: app === "cart" ? 0 : 1 },
  })),
};
const facts = (extra: Partial<GraphFacts> = {}): GraphFacts => ({
  cluster: "east",
  mode: "service",
  namespaces: [],
  windowMs: 60_000,
  thresholds: defaultThresholds,
  inventory,
  index: indexInventory(inventory),
  config: { virtualServices: [], destinationRules: [], gateways: [], httpRoutes: [], serviceEntries: [] },
  telemetryComplete: true,
  showIdle: true,
  ...extra,
});
const report = (extra: Partial<ReportedTraffic> = {}): ReportedTraffic => ({
  reporter: "destination",
  requestsPerSecond: 10,
  errorsPerSecond: 0,
  byClass: { "2xx": 10 },
  byFlag: {},
  ...extra,
});
const call = (reports: readonly ReportedTraffic[], mtlsRatio?: number): EdgeTraffic => ({
  source: { cluster: "east", namespace: "shop", workload: "web-v1", canonicalService: "web" },
  destination: {
    cluster: "east",
    namespace: "shop",
    workload: "cart-v1",
    service: { cluster: "east", namespace: "shop", name: "cart" },
  },
  protocol: "http",
  reports,
  ...(mtlsRatio === undefined ? {} : { mtlsRatio }),
  sampleTimeMs: 0,
});
const enriched = (edges: readonly EdgeTraffic[], extra: Partial<GraphFacts> = {}) => {
  const graph = enrichGraph(buildGraph(edges, inventory, "service"), facts(extra));
  return {
    graph,
    node: (name: string) => graph.nodes.find((candidate) => candidate.name === name),
    codes: (name: string) =>
      graph.nodes.find((candidate) => candidate.name === name)?.badges.map((badge) => badge.code) ?? [],
  };
};
const manifest = (kind: string, spec: Record<string, unknown>): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind,
  metadata: { name: "cart", namespace: "shop" },
  spec,
});
const routed = (http: unknown) => ({
  config: { ...facts().config, virtualServices: [manifest("VirtualService", { hosts: ["cart"], http })] },
});

describe("enrichGraph", () => {
  it("adds what had no traffic, and calls it idle only where a proxy would have said otherwise", () => {
    const { node } = enriched([call([report()])]);
    expect(node("quiet")?.health.status).toBe("idle");
    expect(node("outside")?.health.status).toBe("unknown");
  });

  it("adds nothing idle when it was not asked for", () => {
    expect(enriched([call([report()])], { showIdle: false }).node("quiet")).toBeUndefined();
  });

  it("knows no idle while telemetry is incomplete", () => {
    expect(enriched([], { telemetryComplete: false }).node("quiet")?.health.status).toBe("unknown");
  });

  it("marks workloads without a proxy, services without workloads, and those without pods", () => {
    const { codes, node } = enriched([call([report()])]);
    expect(codes("outside")).toEqual(["no-sidecar"]);
    expect(codes("empty")).toEqual(["no-workload"]);
    expect(codes("cart")).toEqual(["no-pods"]);
    expect(node("cart")?.health.status).toBe("failing");
  });

  it("does not take the absence of an inventory for the absence of pods", () => {
    const nothing: GraphInventory = { services: [], workloads: [], known: false };
    const { codes } = enriched([call([report()])], { inventory: nothing, index: indexInventory(nothing) });
    expect(codes("cart")).toEqual([]);
  });

  it("reads fault, mirror, split and timeout off a VirtualService with a short host", () => {
    const { codes } = enriched(
      [call([report()])],
      routed([
        { fault: { abort: {} }, route: [{ weight: 90 }, { weight: 10 }], timeout: "1s" },
        { mirror: { host: "x" } },
      ]),
    );
    expect(codes("cart")).toEqual([
      "virtual-service",
      "fault",
      "mirror",
      "traffic-split",
      "timeout-retry",
      "no-pods",
    ]);
  });

  it("does not call a route of weights 100 and 0 a split", () => {
    const { codes } = enriched([call([report()])], routed([{ route: [{ weight: 100 }, { weight: 0 }] }]));
    expect(codes("cart")).not.toContain("traffic-split");
  });

  it("survives a VirtualService of an unexpected shape", () => {
    expect(enriched([call([report()])], routed("nonsense")).codes("cart")).toEqual(["no-pods"]);
  });

  it("marks a circuit breaker that stands in a subset", () => {
    const rule = manifest("DestinationRule", {
      host: "cart.shop.svc.cluster.local",
      subsets: [{ name: "v1", trafficPolicy: { outlierDetection: {} } }],
    });
    const { codes } = enriched([call([report()])], {
      config: { ...facts().config, destinationRules: [rule] },
    });
    expect(codes("cart")).toContain("circuit-breaker");
  });

  it("marks edges without mutual TLS, and says nothing where no proxy knew", () => {
    const codes = (ratio?: number) =>
      enriched([call([report()], ratio)]).graph.edges[0]?.badges.map((badge) => badge.code);
    expect([codes(0), codes(0.5), codes(1), codes()]).toEqual([["mtls-off"], ["mtls-partial"], [], []]);
  });

  it("judges an edge by the worse of its two views", () => {
    const failing = report({ reporter: "source", errorsPerSecond: 5, byClass: { "2xx": 5, "5xx": 5 } });
    expect(enriched([call([report(), failing])]).graph.edges[0]?.health.status).toBe("failing");
  });

  it("names a gap between the reporters only with enough requests", () => {
    const gap = (rps: number) =>
      enriched([
        call([
          report({ requestsPerSecond: rps }),
          report({ reporter: "source", requestsPerSecond: rps * 2 }),
        ]),
      ]).graph.edges[0]?.badges.map((badge) => badge.code);
    expect([gap(10), gap(0.01)]).toEqual([["reporter-gap"], []]);
  });

  it("tells registered hosts from those that are only let through", () => {
    const to = (name: string): EdgeTraffic => ({
      ...call([report()]),
      destination: { cluster: "east", service: { cluster: "east", namespace: "", name } },
    });
    const entry = manifest("ServiceEntry", { hosts: ["*.pay.example"] });
    const { codes } = enriched([to("api.pay.example"), to("PassthroughCluster"), to("BlackHoleCluster")], {
      config: { ...facts().config, serviceEntries: [entry] },
    });
    expect([codes("api.pay.example"), codes("PassthroughCluster"), codes("BlackHoleCluster")]).toEqual([
      ["service-entry"],
      ["passthrough"],
      ["blackhole"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { buildGraph } from "@/lib/graph/build";
import type { EdgeTraffic, ReportedTraffic, Reporter } from "@/lib/graph/edge-traffic";
import { emptyInventory, type GraphInventory } from "@/lib/graph/inventory";
import { parseEdgeId, parseNodeId, printNodeId } from "@/lib/graph/node-id";

const report = (reporter: Reporter, rps: number, errors = 0, p99?: number): ReportedTraffic => ({
  reporter,
  requestsPerSecond: rps,
  errorsPerSecond: errors,
  byClass: { "2xx": rps - errors, ...(errors > 0 ? { "5xx": errors } : {}) },
  byFlag: {},
  ...(p99 === undefined ? {} : { latencyMsP99: p99 }),
});
const edge = (
  from: string,
  to: string,
  reports: readonly ReportedTraffic[],
  extra: Partial<EdgeTraffic> = {},
): EdgeTraffic => ({
  source: {
    cluster: "east",
    namespace: "shop",
    workload: `${from}-v1`,
    version: "v1",
    canonicalService: from,
  },
  destination: {
    cluster: "east",
    namespace: "shop",
    workload: `${to}-v1`,
    version: "v1",
    canonicalService: to,
    service: { cluster: "east", namespace: "shop", name: to },
  },
  protocol: "http",
  reports,
  sampleTimeMs: 0,
  ...extra,
});
const version2 = (one: EdgeTraffic): EdgeTraffic => ({
  ...one,
  destination: { ...one.destination, workload: "cart-v2", version: "v2" },
});

describe("buildGraph", () => {
  it("shows the server's report, keeps both, and states how far they differ", () => {
    const graph = buildGraph(
      [edge("web", "cart", [report("destination", 8), report("source", 10)])],
      emptyInventory,
      "service",
    );
    expect(graph.edges[0]).toMatchObject({ requestsPerSecond: 8, reporterGap: 0.2 });
    expect(graph.edges[0]?.reports).toHaveLength(2);
  });

  it("joins versions into their service and adds their rates", () => {
    const v1 = edge("web", "cart", [report("destination", 8, 0, 20)]);
    const v2 = version2(edge("web", "cart", [report("destination", 2, 1, 90)]));
    const graph = buildGraph([v1, v2], emptyInventory, "service");
    expect(graph.nodes.map((node) => node.id)).toEqual(["service:east/shop/cart", "service:east/shop/web"]);
    expect(graph.edges[0]).toMatchObject({ requestsPerSecond: 10, errorRatio: 0.1 });
  });

  it("never averages quantiles of joined edges: it gives the upper bound and says so", () => {
    const v1 = edge("web", "cart", [report("destination", 8, 0, 20)]);
    const v2 = version2(edge("web", "cart", [report("destination", 2, 0, 90)]));
    const service = buildGraph([v1, v2], emptyInventory, "service");
    expect(service.edges[0]).toMatchObject({ latencyMsP99: 90, latencyBound: "upper" });
    const workload = buildGraph([v1, v2], emptyInventory, "workload");
    expect(workload.edges.map((one) => one.latencyBound)).toEqual([undefined, undefined]);
  });

  it("adds a version without a proxy from the caller's report", () => {
    const v1 = edge("web", "cart", [report("destination", 8), report("source", 8)]);
    const v2 = version2(edge("web", "cart", [report("source", 2)]));
    const graph = buildGraph([v1, v2], emptyInventory, "service");
    expect(graph.edges[0]).toMatchObject({ requestsPerSecond: 10, reporterGap: 0 });
  });

  it("keeps requests that reached no workload at their service", () => {
    const fault = edge("web", "cart", [report("source", 1, 1)]);
    const lost: EdgeTraffic = {
      ...fault,
      destination: { cluster: "east", service: { cluster: "east", namespace: "shop", name: "cart" } },
    };
    const graph = buildGraph([lost], emptyInventory, "workload");
    expect(graph.nodes.map((node) => node.id)).toEqual([
      "service:east/shop/cart",
      "workload:east/shop/web-v1",
    ]);
  });

  it("takes the caller's service from the inventory when the canonical name is another", () => {
    const inventory: GraphInventory = {
      known: true,
      services: [{ namespace: "shop", name: "frontend", selector: { app: "web" } }],
      workloads: [{ namespace: "shop", name: "web-v1", kind: "Deployment", labels: { app: "web" } }],
    };
    const graph = buildGraph([edge("web", "cart", [report("destination", 1)])], inventory, "service");
    expect(graph.edges[0]?.sourceId).toBe("service:east/shop/frontend");
  });

  it("draws a caller that belongs to no service as the workload it is", () => {
    const inventory: GraphInventory = {
      known: true,
      services: [],
      workloads: [{ namespace: "shop", name: "web-v1", kind: "Deployment", labels: { app: "web" } }],
    };
    const graph = buildGraph([edge("web", "cart", [report("destination", 1)])], inventory, "service");
    expect(graph.edges[0]?.sourceId).toBe("workload:east/shop/web-v1");
  });

  it("tells versions apart in the version graph", () => {
    const graph = buildGraph([edge("web", "cart", [report("destination", 1)])], emptyInventory, "version");
    expect(graph.nodes.map((node) => node.id)).toEqual([
      "version:east/shop/cart@v1",
      "version:east/shop/web@v1",
    ]);
  });

  it("gives equal graphs for equal traffic in another order", () => {
    const edges = [edge("a", "b", [report("destination", 1)]), edge("b", "c", [report("destination", 2)])];
    expect(buildGraph([...edges].reverse(), emptyInventory, "service")).toEqual(
      buildGraph(edges, emptyInventory, "service"),
    );
  });

  it("has no request rate on a TCP edge", () => {
    const tcp = edge("web", "db", [{ ...report("destination", 0), sentBytesPerSecond: 5 }], {
      protocol: "tcp",
    });
    const [one] = buildGraph([tcp], emptyInventory, "service").edges;
    expect([one?.requestsPerSecond, one?.bytesPerSecond]).toEqual([undefined, 5]);
  });
});

describe("node ids", () => {
  it("come back from their text", () => {
    const identity = { prefix: "version", cluster: "c", namespace: "n", name: "a.b", version: "v1" } as const;
    expect(parseNodeId(printNodeId(identity))).toEqual(identity);
    expect(parseNodeId("nonsense")).toBeUndefined();
    expect(parseEdgeId("service:c/n/a>service:c/n/b>http")?.protocol).toBe("http");
  });
});

import { describe, expect, it } from "vitest";
import { exampleEdges } from "./example-edges";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";
import type { Health } from "@/lib/health/model";

const health = (status: Health["status"]): Health => ({ status, reasons: [] });

const node = (name: string, rest: Partial<GraphNode> = {}): GraphNode => ({
  id: `service:demo/shop/${name}`,
  kind: "service",
  cluster: "demo",
  namespace: "shop",
  name,
  health: health("ok"),
  badges: [],
  dataplane: "sidecar",
  workloads: [`${name}-v1`],
  ...rest,
});
const edge = (source: GraphNode, destination: GraphNode, rest: Partial<GraphEdge> = {}): GraphEdge => ({
  id: `${source.id}>${destination.id}>http`,
  sourceId: source.id,
  destinationId: destination.id,
  protocol: "http",
  reports: [],
  health: health("ok"),
  badges: [],
  ...rest,
});
const [cart, catalog, orders] = [node("cart"), node("catalog"), node("orders")];
const graphOf = (edges: readonly GraphEdge[], more: readonly GraphNode[] = []): Graph => ({
  nodes: [cart, catalog, orders, ...more],
  edges,
});

describe("requests to begin an explanation with", () => {
  it("has what fails before what is busy, and names a workload that sends", () => {
    const edges = [
      edge(cart, catalog, { requestsPerSecond: 900 }),
      edge(cart, orders, { requestsPerSecond: 1, health: health("failing") }),
      edge(catalog, orders, { requestsPerSecond: 1000 }),
    ];
    expect(
      exampleEdges(graphOf(edges)).map(({ source, destination }) => [source.name, destination.name]),
    ).toEqual([
      ["cart", "orders"],
      ["catalog", "orders"],
      ["cart", "catalog"],
    ]);
    expect(exampleEdges(graphOf(edges))[0]?.workload).toBe("shop/cart-v1");
  });

  it("leaves out what no sidecar sends and what is no service", () => {
    const outside = node("api.example.com", { kind: "external", namespace: "" });
    const bare = node("cron", { dataplane: "none" });
    const edges = [edge(bare, cart), edge(cart, outside), edge(node("gone"), cart)];
    expect(exampleEdges(graphOf(edges, [outside, bare]))).toEqual([]);
  });
});

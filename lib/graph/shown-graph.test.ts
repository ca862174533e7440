import { describe, expect, it } from "vitest";
import { groupByNamespace } from "@/lib/graph/group";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";
import { neighbourhood } from "@/lib/graph/neighbourhood";
import { shownGraph } from "@/lib/graph/shown-graph";

const node = (namespace: string, name: string, status: "ok" | "failing" = "ok"): GraphNode => ({
  id: `service:east/${namespace}/${name}`,
  kind: "service",
  cluster: "east",
  namespace,
  name,
  health: { status, reasons: [] },
  badges: [],
});
const edge = (from: GraphNode, to: GraphNode, rps: number, errorRatio = 0): GraphEdge => ({
  id: `${from.id}>${to.id}>http`,
  sourceId: from.id,
  destinationId: to.id,
  protocol: "http",
  requestsPerSecond: rps,
  errorRatio,
  latencyMsP95: 10,
  reports: [],
  health: { status: "ok", reasons: [] },
  badges: [],
});
const a = node("one", "a");
const b = node("one", "b");
const c = node("two", "c", "failing");
const d = node("two", "d");
const graph: Graph = {
  nodes: [a, b, c, d],
  edges: [edge(a, b, 1), edge(a, c, 3), edge(b, c, 1, 0.5), edge(c, d, 4)],
};
const ids = (part: Graph) => part.nodes.map((one) => one.id);

describe("groupByNamespace", () => {
  it("collapses namespaces, adds edges up and shows the worst health", () => {
    const grouped = groupByNamespace(graph, new Set());
    expect(ids(grouped)).toEqual(["namespace:east/one/", "namespace:east/two/"]);
    expect(grouped.nodes[1]).toMatchObject({ memberCount: 2, health: { status: "failing" } });
    expect(grouped.edges).toHaveLength(1);
    expect(grouped.edges[0]).toMatchObject({ requestsPerSecond: 4, errorRatio: 0.125 });
  });

  it("gives no latency to joined edges", () => {
    expect(groupByNamespace(graph, new Set()).edges[0]?.latencyMsP95).toBeUndefined();
  });

  it("keeps an opened namespace as it is", () => {
    const grouped = groupByNamespace(graph, new Set(["east/two"]));
    expect(ids(grouped)).toEqual(["namespace:east/one/", c.id, d.id]);
    expect(grouped.edges.map((one) => one.id)).toContain(`${c.id}>${d.id}>http`);
  });
});

describe("neighbourhood", () => {
  it("reaches as many steps as it is told, against calls too", () => {
    expect(ids(neighbourhood(graph, d.id, 1))).toEqual([c.id, d.id]);
    expect(ids(neighbourhood(graph, d.id, 2))).toEqual([a.id, b.id, c.id, d.id]);
  });
});

describe("shownGraph", () => {
  const plain = { focus: null, depth: 1, group: null, expanded: [] };

  it("groups by itself only above the threshold", () => {
    const many = { nodes: Array.from({ length: 1501 }, (_, i) => node(`ns${i % 9}`, `s${i}`)), edges: [] };
    expect(shownGraph(graph, plain).grouped).toBe(false);
    expect(shownGraph(many, plain).graph.nodes).toHaveLength(9);
    expect(shownGraph(many, { ...plain, group: false }).graph.nodes).toHaveLength(1501);
  });

  it("shows all when the focused node is not in the graph any more", () => {
    expect(shownGraph(graph, { ...plain, focus: "service:east/one/gone" }).graph.nodes).toHaveLength(4);
  });
});

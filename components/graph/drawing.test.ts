import { describe, expect, it } from "vitest";
import { edgeCurves } from "./edge-path";
import { edgeText } from "./edge-style";
import { emphasize } from "./emphasis";
import { hitTest } from "./hit-test";
import { buildScene, cellHeight, cellWidth } from "./scene";
import { centreOn, fitRect, scaleMinimum, toWorld, zoomAt } from "./viewport";
import { walk } from "./walk";
import { layoutGraph } from "@/lib/graph/layout/layout";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

const node = (id: string): GraphNode => ({
  id,
  kind: "service",
  cluster: "east",
  namespace: "shop",
  name: id,
  health: { status: "ok", reasons: [] },
  badges: [],
});
const edge = (sourceId: string, destinationId: string, rps: number): GraphEdge => ({
  id: `${sourceId}>${destinationId}`,
  sourceId,
  destinationId,
  protocol: "http",
  requestsPerSecond: rps,
  reports: [],
  health: { status: "ok", reasons: [] },
  badges: [],
});
const graph: Graph = {
  nodes: ["a", "b", "c", "d"].map(node),
  edges: [edge("a", "b", 1), edge("a", "c", 5), edge("c", "d", 5), edge("d", "a", 1)],
};
const layout = layoutGraph({
  nodes: graph.nodes.map(({ id }) => ({ id, box: "", width: cellWidth, height: cellHeight })),
  edges: graph.edges,
  boxes: false,
});
const scene = buildScene(graph, layout);
const number = (id: string) => scene.numberOfNode.get(id) ?? -1;
const at = (id: string) => ({ x: scene.x[number(id)] ?? 0, y: scene.y[number(id)] ?? 0 });

describe("viewport", () => {
  it("keeps the point under the pointer where it is while zooming", () => {
    const before = { scale: 0.7, x: 13, y: -40 };
    const after = zoomAt(before, 1.7, 300, 200);
    expect(toWorld(after, 300, 200).x).toBeCloseTo(toWorld(before, 300, 200).x);
    expect(toWorld(after, 300, 200).y).toBeCloseTo(toWorld(before, 300, 200).y);
  });

  it("does not zoom out into nothing", () => {
    expect(zoomAt({ scale: scaleMinimum, x: 0, y: 0 }, 0.1, 5, 5)).toEqual({
      scale: scaleMinimum,
      x: 0,
      y: 0,
    });
  });

  it("fits all of a rectangle", () => {
    const size = { width: 800, height: 400 };
    const view = fitRect({ left: 0, top: 0, right: 5000, bottom: 300 }, size);
    expect(toWorld(view, 0, 0).x).toBeLessThanOrEqual(0);
    expect(toWorld(view, 800, 400).x).toBeGreaterThanOrEqual(5000);
  });

  it("centres on a point", () => {
    expect(toWorld(centreOn(7, 9, 2, { width: 100, height: 50 }), 50, 25)).toEqual({ x: 7, y: 9 });
  });
});

describe("hitTest", () => {
  it("finds nodes before edges, edges beside, and nothing far away", () => {
    const { x, y } = at("a");
    expect(hitTest(scene, x + 3, y - 2, 6)).toEqual({ kind: "node", index: number("a") });
    const [curve] = edgeCurves(scene, 1);
    const middle = {
      x: ((curve?.[0] ?? 0) + (curve?.[6] ?? 0)) / 2,
      y: ((curve?.[1] ?? 0) + (curve?.[7] ?? 0)) / 2,
    };
    expect(hitTest(scene, middle.x, middle.y, 6)).toEqual({ kind: "edge", index: 1 });
    expect(hitTest(scene, -500, -500, 6)).toBeUndefined();
  });
});

describe("walk", () => {
  it("starts at the busiest entry and follows the busiest call", () => {
    expect(walk(scene, undefined, "right")).toBe("a");
    expect(walk(scene, "a", "right")).toBe("c");
    expect(walk(scene, "c", "left")).toBe("a");
  });

  it("moves up and down within a column and back again", () => {
    const [upper, lower] = at("b").y < at("c").y ? ["b", "c"] : ["c", "b"];
    expect(walk(scene, upper, "down")).toBe(lower);
    expect(walk(scene, lower, "up")).toBe(upper);
  });
});

describe("emphasize", () => {
  it("leaves everything plain without a wish", () => {
    expect(emphasize(scene, {}).any).toBe(false);
  });

  it("dims all but a hovered node and its neighbours", () => {
    const { nodes, edges } = emphasize(scene, { hovered: "c" });
    expect([...nodes]).toEqual([1, 0, 2, 1]);
    expect([...edges]).toEqual([0, 2, 2, 0]);
  });

  it("keeps the ends of found edges visible", () => {
    const found = { nodeIds: new Set<string>(), edgeIds: new Set(["a>b"]) };
    expect([...emphasize(scene, { found }).nodes]).toEqual([1, 1, 0, 0]);
  });
});

describe("edgeText", () => {
  it("marks an upper bound, and draws an unknown figure as unknown", () => {
    expect(edgeText({ ...edge("a", "b", 1), latencyMsP95: 20, latencyBound: "upper" }, "p95")).toBe(
      "≤ 20.0 ms",
    );
    expect(edgeText(edge("a", "b", 1), "p95")).toBe("—");
    expect(edgeText(edge("a", "b", 1), "none")).toBe("");
  });
});

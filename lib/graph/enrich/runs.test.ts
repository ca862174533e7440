import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import { markRuns } from "@/lib/graph/enrich/runs";
import type { GraphFacts } from "@/lib/graph/facts";
import type { GraphNode } from "@/lib/graph/model";

const node = (name: string): GraphNode => ({
  id: `service:east/shop/${name}`,
  kind: "service",
  cluster: "east",
  namespace: "shop",
  name,
  badges: [],
  health: { status: "ok", reasons: [] },
});

const held = (annotations: Record<string, string>): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "cart", namespace: "shop", annotations },
  spec: { hosts: ["cart"] },
});

function codesOf(annotations: Record<string, string>): readonly string[] {
  const facts = { config: { virtualServices: [held(annotations)], httpRoutes: [] } } as unknown as GraphFacts;
  const graph = markRuns({ nodes: [node("cart"), node("catalog")], edges: [] }, facts);
  return graph.nodes.flatMap(({ name, badges }) =>
    badges.map(({ code, detail }) => `${name}:${code}:${detail}`),
  );
}

describe("markRuns", () => {
  it("marks the service whose route a run holds, with the run's id", () => {
    expect(codesOf({ [runAnnotations.id]: "r1", [runAnnotations.kind]: "canary" })).toEqual([
      "cart:canary-running:r1",
    ]);
    expect(codesOf({ [runAnnotations.id]: "r2", [runAnnotations.kind]: "fault" })).toEqual([
      "cart:fault-running:r2",
    ]);
  });

  it("marks nothing for half a mark or a kind that nobody knows", () => {
    expect(codesOf({ [runAnnotations.id]: "r1" })).toEqual([]);
    expect(codesOf({ [runAnnotations.id]: "r1", [runAnnotations.kind]: "other" })).toEqual([]);
  });
});

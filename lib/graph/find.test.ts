import { describe, expect, it } from "vitest";
import { findInGraph } from "@/lib/graph/find";
import { parseFind } from "@/lib/graph/find-query";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

const node = (name: string, extra: Partial<GraphNode> = {}): GraphNode => ({
  id: name,
  kind: "service",
  cluster: "east",
  namespace: "shop",
  name,
  health: { status: "ok", reasons: [] },
  badges: [],
  ...extra,
});
const edge = (sourceId: string, destinationId: string, extra: Partial<GraphEdge> = {}): GraphEdge => ({
  id: `${sourceId}>${destinationId}`,
  sourceId,
  destinationId,
  protocol: "http",
  reports: [],
  health: { status: "ok", reasons: [] },
  badges: [],
  ...extra,
});
const graph: Graph = {
  nodes: [
    node("web"),
    node("cart", { health: { status: "failing", reasons: [] }, version: "v2" }),
    node("db", { namespace: "data", badges: [{ code: "no-sidecar", severity: "warning", detail: "" }] }),
  ],
  edges: [
    edge("web", "cart", { requestsPerSecond: 12, errorRatio: 0.02, latencyMsP95: 150, mtlsRatio: 1 }),
    edge("cart", "db", { protocol: "tcp", bytesPerSecond: 4000, mtlsRatio: 0 }),
  ],
};
const find = (text: string) => {
  const parse = parseFind(text);
  if (!parse.ok) throw new Error(`${parse.term}: ${parse.problem}`);
  const result = findInGraph(graph, parse.query);
  return { nodes: [...result.nodeIds], edges: [...result.edgeIds] };
};

describe("findInGraph", () => {
  it.each([
    ["cart", ["cart"]],
    ["CART", ["cart"]],
    ["ns:data", ["db"]],
    ["health:failing", ["cart"]],
    ["version:v2", ["cart"]],
    ["badge:sidecar", ["db"]],
    ["rps>5", ["cart"]],
    ["error>1%", ["cart"]],
    ["error>2%", []],
    ["error>=2%", ["cart"]],
    ["p95>0.1s", ["cart"]],
    ["bytes>1k", ["db"]],
    ["mtls:off", ["db"]],
    ["ns:shop !cart", ["web"]],
    ["web OR db", ["web", "db"]],
    ["ns:shop rps>5 OR ns:data", ["cart", "db"]],
  ])("finds with %s the nodes %j", (text, names) => {
    expect(find(text).nodes).toEqual(names);
  });

  it("gives an edge the names of both its ends", () => {
    expect(find("ns:data").edges).toEqual(["cart>db"]);
  });

  it("takes an unknown figure for neither above nor below", () => {
    expect(find("rps<100").edges).toEqual(["web>cart"]);
    expect(find("!rps>100").edges).toEqual(["web>cart"]);
  });
});

describe("parseFind", () => {
  it.each([
    ["color:red", "unknown_field"],
    ["speed>5", "unknown_field"],
    ["rps>fast", "bad_number"],
    ["health:great", "bad_value"],
    ["ns:", "bad_value"],
  ])("names the wrong term in %s", (text, problem) => {
    expect(parseFind(`web ${text}`)).toEqual({ ok: false, term: text, problem });
  });

  it("means everything by nothing", () => {
    expect(parseFind("  ")).toEqual({ ok: true, query: [] });
  });
});

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { layoutGraph, type LayoutInput } from "@/lib/graph/layout/layout";
import { report, shortestMs } from "./figure";

const budgetMs = 300;

/** A seeded graph like a large mesh: layered calls, a few shared services, some calls back. */
function syntheticMesh(nodeCount: number, edgeCount: number, boxes: boolean): LayoutInput {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const nodes = Array.from({ length: nodeCount }, (_, index) => ({
    id: `service:east/ns-${index % 100}/s-${index}`,
    box: `ns-${index % 100}`,
    width: 150,
    height: 56,
  }));
  const edges = Array.from({ length: edgeCount }, () => {
    const from = Math.floor(random() ** 1.5 * nodeCount);
    const to =
      random() < 0.95
        ? from + Math.floor(random() ** 2 * (nodeCount - from))
        : Math.floor(random() * nodeCount);
    return { sourceId: nodes[from]?.id ?? "", destinationId: nodes[to]?.id ?? "" };
  });
  return { nodes, edges, boxes };
}

function realDependencies(file: URL): LayoutInput {
  const rows = JSON.parse(readFileSync(file, "utf8")) as { parent: string; child: string }[];
  const ids = [...new Set(rows.flatMap((row) => [row.parent, row.child]))].sort();
  return {
    nodes: ids.map((id) => ({ id, box: "", width: 150, height: 56 })),
    edges: rows.map((row) => ({ sourceId: row.parent, destinationId: row.child })),
    boxes: false,
  };
}

const file = new URL("../../../shared/acceptance/graph/dependencies-1238-services.json", import.meta.url);
const cases: readonly (readonly [string, LayoutInput])[] = [
  ["5,000 nodes, 20,000 edges", syntheticMesh(5000, 20_000, false)],
  ["5,000 nodes, 20,000 edges, 100 namespace boxes", syntheticMesh(5000, 20_000, true)],
  ["1,000 nodes, 5,000 edges, boxes", syntheticMesh(1000, 5000, true)],
  ...(existsSync(file) ? [["real: 1,238 services, 4,271 edges", realDependencies(file)] as const] : []),
];

describe("layout in one thread, best of seven", () => {
  it.each(cases)("%s", (name, input) => {
    const [measured = Number.NaN] = shortestMs([() => layoutGraph(input)], 7);
    report({ part: "graph", what: `layout: ${name}`, measured, unit: "ms", limit: budgetMs });
    expect(measured).toBeGreaterThan(0);
  });
});

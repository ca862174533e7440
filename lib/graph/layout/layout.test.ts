import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutGraph, type Layout, type LayoutInput } from "@/lib/graph/layout/layout";

const node = (id: string, box = "") => ({ id, box, width: 160, height: 60 });
const input = (
  pairs: readonly (readonly [string, string])[],
  options: { boxes?: boolean; boxOf?: (id: string) => string; extra?: readonly string[] } = {},
): LayoutInput => ({
  nodes: [...new Set([...pairs.flat(), ...(options.extra ?? [])])]
    .sort()
    .map((id) => node(id, options.boxOf?.(id) ?? "")),
  edges: pairs.map(([sourceId, destinationId]) => ({ sourceId, destinationId })),
  boxes: options.boxes ?? false,
});
const place = (layout: Layout, id: string) => {
  const index = layout.ids.indexOf(id);
  return { x: layout.x[index] ?? Number.NaN, y: layout.y[index] ?? Number.NaN };
};
const overlaps = (layout: Layout): number => {
  let count = 0;
  for (let a = 0; a < layout.ids.length; a += 1) {
    for (let b = a + 1; b < layout.ids.length; b += 1) {
      const dx = Math.abs((layout.x[a] ?? 0) - (layout.x[b] ?? 0));
      const dy = Math.abs((layout.y[a] ?? 0) - (layout.y[b] ?? 0));
      if (dx < 159.9 && dy < 59.9) count += 1;
    }
  }
  return count;
};
const pairs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => list.map(([a, b]) => [`n${a}`, `n${b}`] as const));

describe("layoutGraph", () => {
  it("puts callers left of what they call", () => {
    const layout = layoutGraph(
      input([
        ["a", "b"],
        ["b", "c"],
        ["a", "c"],
      ]),
    );
    expect(place(layout, "a").x).toBeLessThan(place(layout, "b").x);
    expect(place(layout, "b").x).toBeLessThan(place(layout, "c").x);
  });

  it("leads an edge around the nodes of the layers that it crosses", () => {
    const graph = input([
      ["a", "b"],
      ["b", "c"],
      ["a", "c"],
    ]);
    const layout = layoutGraph(graph);
    const [bendX = 0, bendY = 0] = layout.bends[2] ?? [];
    expect(bendX).toBeCloseTo(place(layout, "b").x);
    expect(Math.abs(bendY - place(layout, "b").y)).toBeGreaterThanOrEqual(30);
  });

  it("keeps most edges of a graph with cycles going right", () => {
    const layout = layoutGraph(
      input([
        ["a", "b"],
        ["b", "c"],
        ["c", "d"],
        ["d", "a"],
      ]),
    );
    const right = (from: string, to: string) => place(layout, from).x < place(layout, to).x;
    expect([right("a", "b"), right("b", "c"), right("c", "d"), right("d", "a")]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("overlaps no nodes, with and without boxes", () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (list, boxes) => {
        const boxOf = (id: string) => `box${Number(id.slice(1)) % 4}`;
        expect(overlaps(layoutGraph(input(list, { boxes, boxOf })))).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps every node inside its box, and boxes apart", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const boxOf = (id: string) => `box${Number(id.slice(1)) % 4}`;
        const layout = layoutGraph(input(list, { boxes: true, boxOf }));
        const outside = layout.ids.filter((id) => {
          const box = layout.boxes.find((one) => one.id === boxOf(id));
          const { x, y } = place(layout, id);
          if (box === undefined || x - 80 < box.x || x + 80 > box.x + box.width) return true;
          return y - 30 < box.y || y + 30 > box.y + box.height;
        });
        const apart = (a: (typeof layout.boxes)[number], b: (typeof layout.boxes)[number]): boolean =>
          a.x + a.width <= b.x + 0.1 || a.y + a.height <= b.y + 0.1;
        const touching = layout.boxes.filter((a) =>
          layout.boxes.some((b) => a !== b && !apart(a, b) && !apart(b, a)),
        );
        expect([outside, touching]).toEqual([[], []]);
      }),
      { numRuns: 100 },
    );
  });

  it("packs the boxes of a large graph into a picture of ordinary shape, none over another", () => {
    const list = Array.from({ length: 900 }, (_, i) => [`n${i % 450}`, `n${(i * 7 + 3) % 450}`] as const);
    const layout = layoutGraph(input(list, { boxes: true, boxOf: (id) => `box${Number(id.slice(1)) % 20}` }));
    expect(overlaps(layout)).toBe(0);
    expect(layout.width / layout.height).toBeGreaterThan(0.4);
    expect(layout.width / layout.height).toBeLessThan(5);
    const overlapping = layout.boxes.filter((a) =>
      layout.boxes.some(
        (b) =>
          a !== b &&
          a.x < b.x + b.width - 0.1 &&
          b.x < a.x + a.width - 0.1 &&
          a.y < b.y + b.height - 0.1 &&
          b.y < a.y + a.height - 0.1,
      ),
    );
    expect(overlapping).toEqual([]);
  });

  it("gives equal places for equal input", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        expect(layoutGraph(input(list))).toEqual(layoutGraph(input(list)));
      }),
      { numRuns: 30 },
    );
  });

  it("returns the previous layout while only figures change", () => {
    const graph = input([["a", "b"]]);
    const first = layoutGraph(graph);
    expect(layoutGraph(graph, first)).toBe(first);
  });

  it("moves nothing much when one node joins", () => {
    const before: [string, string][] = [];
    for (let i = 1; i < 40; i += 1) before.push([`n${Math.floor((i - 1) / 3)}`, `n${i}`]);
    const first = layoutGraph(input(before));
    const second = layoutGraph(input([...before, ["n5", "new"]]), first);
    const moved = first.ids
      .map((id) => Math.abs(place(first, id).y - place(second, id).y))
      .sort((a, b) => a - b);
    expect(moved[Math.floor(moved.length * 0.8)]).toBeLessThan(90);
    expect(first.ids.every((id) => place(first, id).x === place(second, id).x)).toBe(true);
  });

  it("keeps boxes where they were when one node joins", () => {
    const boxOf = (id: string) => `box${id === "new" ? 1 : Number(id.slice(1)) % 3}`;
    const before: [string, string][] = [];
    for (let i = 1; i < 24; i += 1) before.push([`n${Math.floor((i - 1) / 2)}`, `n${i}`]);
    const first = layoutGraph(input(before, { boxes: true, boxOf }));
    const second = layoutGraph(input([...before, ["n1", "new"]], { boxes: true, boxOf }), first);
    const moved = first.ids
      .map((id) => Math.abs(place(first, id).y - place(second, id).y))
      .sort((a, b) => a - b);
    expect(moved[Math.floor(moved.length / 2)]).toBeLessThan(100);
    expect(overlaps(second)).toBe(0);
    expect(first.ids.every((id) => place(first, id).x === place(second, id).x)).toBe(true);
  });

  it("survives chains deeper than the call stack", () => {
    const chain = Array.from({ length: 12_000 }, (_, i) => [`n${i}`, `n${i + 1}`] as const);
    const layout = layoutGraph(input(chain));
    expect(layout.ids).toHaveLength(12_001);
    expect(layout.width / layout.height).toBeLessThan(8);
    expect(layout.height / layout.width).toBeLessThan(8);
  });

  it("draws nodes without edges and an empty graph", () => {
    expect(overlaps(layoutGraph(input([["a", "b"]], { extra: ["x", "y", "z"] })))).toBe(0);
    expect(layoutGraph({ nodes: [], edges: [], boxes: true }).ids).toEqual([]);
  });

  it("ignores self loops and edges whose end is not drawn", () => {
    const graph = input([
      ["a", "a"],
      ["a", "b"],
    ]);
    const layout = layoutGraph({
      ...graph,
      edges: [...graph.edges, { sourceId: "b", destinationId: "gone" }],
    });
    expect(layout.bends).toEqual([[], [], []]);
  });
});

import { describe, expect, it } from "vitest";
import { columnsFromSketch, type SpanSketch } from "./columns-fixture";
import { selfTimesUs } from "./self-time";
import { summaryFromColumns } from "./summary";
import { traceFacts } from "./trace-facts";
import { buildTraceTable } from "./trace-table";
import { flattenVisible, revealed, rowsWithChildrenFrom } from "./visible-rows";

const shop: readonly SpanSketch[] = [
  { id: "root", start: 0, end: 100, service: "gateway.edge", name: "GET /" },
  { id: "b", parent: "root", start: 50, end: 90, service: "cart.shop", error: true },
  { id: "a", parent: "root", start: 10, end: 40, service: "web.shop" },
  { id: "a1", parent: "a", start: 15, end: 60, service: "db.shop", error: true },
];

function idsOf(spans: readonly SpanSketch[], rows: Iterable<number>): string[] {
  const table = buildTraceTable(columnsFromSketch(spans));
  return [...rows].map((row) => table.spanIds[row] ?? "");
}

describe("buildTraceTable", () => {
  const table = buildTraceTable(columnsFromSketch(shop));
  const row = (id: string) => table.spanIds.indexOf(id);

  it("orders parents before children and children by start", () => {
    expect(idsOf(shop, table.order)).toEqual(["root", "a", "a1", "b"]);
    expect([...table.order].map((each) => table.depth[each])).toEqual([0, 1, 2, 1]);
  });

  it("counts descendants and the errors among them, not the span's own", () => {
    expect(table.descendants[row("root")]).toBe(3);
    expect(table.errorsBelow[row("a")]).toBe(1);
    expect(table.errorsBelow[row("b")]).toBe(0);
    expect(table.errorCount).toBe(2);
  });

  it("keeps a span without its parent as a root and remembers what is missing", () => {
    const spans = [...shop, { id: "lost child", parent: "gone", start: 5, end: 6 }];
    const incomplete = buildTraceTable(columnsFromSketch(spans));
    expect([...incomplete.orphans]).toEqual([[incomplete.spanIds.indexOf("lost child"), "gone"]]);
    expect(summaryFromColumns(columnsFromSketch(spans)).orphanSpanCount).toBe(1);
  });

  it("cuts loops of parents, also a span that is its own parent, and loses no row", () => {
    const looped = buildTraceTable(
      columnsFromSketch([
        { id: "x", parent: "y", start: 0, end: 9 },
        { id: "y", parent: "x", start: 1, end: 8 },
        { id: "self", parent: "self", start: 2, end: 3 },
        { id: "below", parent: "y", start: 3, end: 4 },
      ]),
    );
    expect(looped.loops.size).toBe(2);
    expect([...looped.order].toSorted()).toEqual([0, 1, 2, 3]);
  });

  it("keeps the first of two spans with one id as the parent", () => {
    const doubled = buildTraceTable(
      columnsFromSketch([
        { id: "x", start: 0, end: 9 },
        { id: "x", start: 1, end: 8 },
        { id: "c", parent: "x", start: 2, end: 3 },
      ]),
    );
    expect(doubled.parent[2]).toBe(0);
    expect([...doubled.duplicates]).toEqual([1]);
  });

  it("takes a trace of no spans", () => {
    const empty = buildTraceTable(columnsFromSketch([]));
    expect(empty.order).toHaveLength(0);
    expect(empty.durationUs).toBe(0);
  });
});

describe("flattenVisible", () => {
  const table = buildTraceTable(columnsFromSketch(shop));
  const row = (id: string) => table.spanIds.indexOf(id);

  it("leaves out what lies under a collapsed row", () => {
    expect(idsOf(shop, flattenVisible(table, new Set([row("a")])))).toEqual(["root", "a", "b"]);
    expect(idsOf(shop, flattenVisible(table, new Set([row("root"), row("a")])))).toEqual(["root"]);
  });

  it("folds from a depth on, and opens the way to one row again", () => {
    const folded = rowsWithChildrenFrom(table, 0);
    expect(folded.size).toBe(2);
    expect(idsOf(shop, flattenVisible(table, revealed(table, folded, row("a1"))))).toContain("a1");
  });
});

describe("selfTimesUs", () => {
  it("counts shared time of children once and clips them to the parent", () => {
    const table = buildTraceTable(
      columnsFromSketch([
        { id: "p", start: 0, end: 100 },
        { id: "c", parent: "p", start: 10, end: 50 },
        { id: "d", parent: "p", start: 30, end: 60 },
        { id: "e", parent: "p", start: 90, end: 400 },
      ]),
    );
    expect([...selfTimesUs(table)]).toEqual([40, 40, 30, 310]);
  });
});

describe("traceFacts", () => {
  it("says how far a child lies outside of its parent and never for a child inside", () => {
    const table = buildTraceTable(
      columnsFromSketch([
        { id: "p", start: 100, end: 200 },
        { id: "early", parent: "p", start: 60, end: 150 },
        { id: "late", parent: "p", start: 150, end: 230 },
        { id: "away", parent: "p", start: 500, end: 600 },
        { id: "inside", parent: "p", start: 120, end: 140 },
      ]),
    );
    const facts = traceFacts(table).map((fact) => [
      table.spanIds[fact.row],
      fact.code,
      "byUs" in fact ? fact.byUs : 0,
    ]);
    expect(facts).toEqual([
      ["early", "startsBeforeParent", 40],
      ["late", "endsAfterParent", 30],
      ["away", "outsideParent", 400],
    ]);
  });
});

describe("summaryFromColumns", () => {
  it("names the root and counts spans and errors by service", () => {
    const summary = summaryFromColumns(columnsFromSketch(shop));
    expect(summary).toMatchObject({
      rootService: "gateway.edge",
      rootOperation: "GET /",
      durationUs: 100,
      spanCount: 4,
      errorSpanCount: 2,
    });
    expect(summary.services.find(({ name }) => name === "cart.shop")).toEqual({
      name: "cart.shop",
      spanCount: 1,
      errorSpanCount: 1,
    });
  });

  it("takes the earliest orphan as the root of a trace that has none", () => {
    const summary = summaryFromColumns(
      columnsFromSketch([
        { id: "b", parent: "lost", start: 20, end: 30, name: "second" },
        { id: "a", parent: "lost", start: 10, end: 30, name: "first" },
      ]),
    );
    expect(summary.rootOperation).toBe("first");
    expect(summary.orphanSpanCount).toBe(2);
  });
});

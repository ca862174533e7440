import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsFromSketch, type SpanSketch } from "./columns-fixture";
import { criticalPath, gapRow, pathTimesUs } from "./critical-path";
import { buildTraceTable } from "./trace-table";

function pathOf(spans: readonly SpanSketch[]) {
  const table = buildTraceTable(columnsFromSketch(spans));
  const path = criticalPath(table);
  return path.rows.map((row, index) => [
    row === gapRow ? "gap" : (table.spanIds[row] ?? ""),
    (path.startUs[index] ?? 0) + table.startUs,
    (path.endUs[index] ?? 0) + table.startUs,
  ]);
}

describe("criticalPath", () => {
  it("gives a lone span its whole time", () => {
    expect(pathOf([{ id: "a", start: 5, end: 105 }])).toEqual([["a", 5, 105]]);
  });

  it("puts siblings that touch one after the other on the path", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100 },
        { id: "b", parent: "a", start: 0, end: 50 },
        { id: "c", parent: "a", start: 50, end: 100 },
      ]),
    ).toEqual([
      ["b", 0, 50],
      ["c", 50, 100],
    ]);
  });

  it("takes of two parallel children only the one that finished last", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100 },
        { id: "b", parent: "a", start: 10, end: 70 },
        { id: "c", parent: "a", start: 20, end: 90 },
      ]),
    ).toEqual([
      ["a", 0, 20],
      ["c", 20, 90],
      ["a", 90, 100],
    ]);
  });

  it("clips a child that ends after its parent", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100 },
        { id: "b", parent: "a", start: 60, end: 400 },
        { id: "c", parent: "b", start: 90, end: 300 },
      ]),
    ).toEqual([
      ["a", 0, 60],
      ["b", 60, 90],
      ["c", 90, 100],
    ]);
  });

  it("leaves a child that begins after its parent's end out", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100 },
        { id: "b", parent: "a", start: 120, end: 150 },
      ]),
    ).toEqual([["a", 0, 100]]);
  });

  it("does not let a producer wait for its consumer", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100, kind: 4 },
        { id: "b", parent: "a", start: 20, end: 100, kind: 5 },
      ]),
    ).toEqual([["a", 0, 100]]);
  });

  it("has a path through orphans, with the time between them as a gap", () => {
    expect(
      pathOf([
        { id: "b", parent: "lost", start: 0, end: 40 },
        { id: "c", parent: "lost", start: 60, end: 100 },
      ]),
    ).toEqual([
      ["b", 0, 40],
      ["gap", 40, 60],
      ["c", 60, 100],
    ]);
  });

  it("follows the only true root when orphans lie beside it", () => {
    expect(
      pathOf([
        { id: "a", start: 0, end: 100 },
        { id: "b", parent: "lost", start: 20, end: 500 },
      ]),
    ).toEqual([["a", 0, 100]]);
  });

  it("survives a chain of 100,000 spans and attributes every µs of it", () => {
    const depth = 100_000;
    const spans = Array.from({ length: depth }, (_, index) => ({
      id: String(index),
      parent: index === 0 ? "" : String(index - 1),
      start: index,
      end: 4 * depth - index,
    }));
    const table = buildTraceTable(columnsFromSketch(spans));
    expect(table.maxDepth).toBe(depth - 1);
    const times = pathTimesUs(table, criticalPath(table));
    expect(times.reduce((sum, time) => sum + time, 0)).toBe(4 * depth);
  });

  it("covers 50,000 touching siblings exactly", () => {
    const count = 50_000;
    const spans: SpanSketch[] = [{ id: "root", start: 0, end: count * 3 }];
    for (let index = 0; index < count; index += 1) {
      spans.push({ id: `c${index}`, parent: "root", start: index * 3, end: index * 3 + 3 });
    }
    const table = buildTraceTable(columnsFromSketch(spans));
    const path = criticalPath(table);
    expect(path.rows).toHaveLength(count);
    expect(pathTimesUs(table, path)[0]).toBe(0);
  });

  it("covers the root exactly once and never overlaps, whatever the trace looks like", () => {
    const sketch = fc.array(
      fc.record({
        parent: fc.nat(40),
        start: fc.nat(1000),
        length: fc.nat(400),
        kind: fc.constantFrom(0 as const, 4 as const, 5 as const),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(sketch, (items) => {
        const spans = items.map((item, index) => ({
          id: String(index),
          parent: index === 0 ? "" : String(item.parent),
          start: item.start,
          end: item.start + item.length,
          kind: item.kind,
        }));
        const table = buildTraceTable(columnsFromSketch(spans));
        const path = criticalPath(table);
        const trueRoots = [...table.roots].filter((row) => !table.orphans.has(row));
        const root = trueRoots.length === 1 ? (trueRoots[0] ?? 0) : gapRow;
        const from = root === gapRow ? 0 : (table.offsetUs[root] ?? 0);
        const to = root === gapRow ? table.durationUs : from + (table.spanDurationUs[root] ?? 0);
        let cursor = from;
        path.rows.forEach((row, index) => {
          expect(path.startUs[index]).toBe(cursor);
          expect(path.endUs[index]).toBeGreaterThan(cursor);
          cursor = path.endUs[index] ?? 0;
          const spanFrom = row === gapRow ? from : (table.offsetUs[row] ?? 0);
          const spanTo = row === gapRow ? to : spanFrom + (table.spanDurationUs[row] ?? 0);
          expect(path.startUs[index]).toBeGreaterThanOrEqual(spanFrom);
          expect(cursor).toBeLessThanOrEqual(spanTo);
        });
        expect(cursor).toBe(to);
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { filterRows, sortFromText, sortRows } from "@/lib/table/arrange";

type Row = { name: string; rps: number | undefined };
const rows: Row[] = [
  { name: "reviews-v10", rps: 5 },
  { name: "reviews-v2", rps: undefined },
  { name: "Details", rps: 0 },
  { name: "ratings", rps: 12 },
];
const columns = [
  { id: "name", value: (row: Row) => row.name },
  { id: "rps", value: (row: Row) => row.rps },
];
const names = (list: readonly Row[]) => list.map((row) => row.name);

describe("table arrangement", () => {
  it("sorts numbers by size and keeps the unknown last in both directions", () => {
    expect(names(sortRows(rows, columns, { id: "rps", desc: false }))).toEqual([
      "Details",
      "reviews-v10",
      "ratings",
      "reviews-v2",
    ]);
    expect(names(sortRows(rows, columns, { id: "rps", desc: true }))).toEqual([
      "ratings",
      "reviews-v10",
      "Details",
      "reviews-v2",
    ]);
  });

  it("sorts text as people count: v2 before v10, case apart", () => {
    expect(names(sortRows(rows, columns, { id: "name", desc: false }))).toEqual([
      "Details",
      "ratings",
      "reviews-v2",
      "reviews-v10",
    ]);
  });

  it("keeps rows in which every word occurs", () => {
    expect(names(filterRows(rows, columns, "REV v2"))).toEqual(["reviews-v2"]);
    expect(filterRows(rows, columns, "  ")).toBe(rows);
  });

  it("ignores a sort in the URL that names no column", () => {
    expect(sortFromText("-rps", ["name", "rps"])).toEqual({ id: "rps", desc: true });
    expect(sortFromText("evil", ["name", "rps"])).toBeUndefined();
  });
});

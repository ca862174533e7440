import { describe, expect, it } from "vitest";
import {
  columnFiltersFromText,
  filterByColumns,
  meetsCondition,
  textFromColumnFilters,
} from "./column-filter";

describe("meetsCondition", () => {
  it.each([
    ["outbound", "BOUND", true],
    ["outbound", "!in", true],
    ["inbound", "!in", false],
    ["api", "=ap", false],
    ["api", "= API", true],
    [80, ">79", true],
    [80, ">=80", true],
    [80, "<80", false],
    [undefined, "<80", false],
    ["80", ">1", false],
    [undefined, "!x", true],
    ["x", "!", true],
  ])("%s by %s: %s", (value, condition, met) => {
    expect(meetsCondition(value, condition)).toBe(met);
  });
});

describe("filters of columns", () => {
  const columns = [
    { id: "host", value: (row: { host: string; port: number }) => row.host },
    { id: "port", value: (row: { host: string; port: number }) => row.port },
  ];
  const rows = [
    { host: "a", port: 80 },
    { host: "b", port: 9080 },
  ];

  it("asks every column for its condition and knows no others", () => {
    const filters = new Map([
      ["port", ">1000"],
      ["gone", "x"],
      ["host", " "],
    ]);
    expect(filterByColumns(rows, columns, filters)).toEqual([{ host: "b", port: 9080 }]);
  });

  it("filters by the words of a column that sorts by something else", () => {
    const rank = [{ id: "host", value: () => "0 connected", text: () => "Rejected" }];
    expect(filterByColumns(rows, rank, new Map([["host", "reject"]]))).toHaveLength(2);
    expect(filterByColumns(rows, rank, new Map([["host", "connected"]]))).toEqual([]);
  });

  it("keeps conditions through the URL, those with the separator and with colons too", () => {
    const filters = new Map([
      ["host", "a~b:c"],
      ["port", ">=5"],
    ]);
    expect(columnFiltersFromText(textFromColumnFilters(filters))).toEqual(filters);
    expect(textFromColumnFilters(new Map([["host", "  "]]))).toBeNull();
    expect(columnFiltersFromText(null).size).toBe(0);
  });
});

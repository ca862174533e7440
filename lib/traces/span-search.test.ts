import { describe, expect, it } from "vitest";
import { columnsFromSketch } from "./columns-fixture";
import { searchSpans } from "./span-search";
import { buildTraceTable } from "./trace-table";

const table = buildTraceTable(
  columnsFromSketch([
    { id: "root", start: 0, end: 90_000, service: "gateway.edge", name: "GET /checkout" },
    {
      id: "cart",
      parent: "root",
      start: 10,
      end: 40_000,
      service: "cart.shop",
      name: "reserve",
      error: true,
      attributes: { "http.status_code": "503", response_flags: "UO", note: "two words" },
    },
    {
      id: "db",
      parent: "cart",
      start: 20,
      end: 900,
      service: "db.shop",
      attributes: { "http.status_code": "200" },
    },
  ]),
);

describe("searchSpans", () => {
  it.each([
    ["", []],
    ["CHECKOUT", ["root"]],
    ["shop", ["cart", "db"]],
    ["shop -reserve", ["db"]],
    ["http.status_code=503", ["cart"]],
    ["http.status_code=50", []],
    ["service=db.shop", ["db"]],
    ["status=error", ["cart"]],
    ["-status=error", ["root", "db"]],
    ['note="two words"', ["cart"]],
    ['"two words"', ["cart"]],
    ["two words -db", ["cart"]],
    ["duration>1ms", ["root", "cart"]],
    ["duration>1ms shop", ["cart"]],
    ["duration<1ms", ["db"]],
    ["host.name=node-1 shop", ["cart", "db"]],
    ["no such text", []],
  ])("finds for %j the spans %j", (query, expected) => {
    expect([...searchSpans(table, query)].map((row) => table.spanIds[row])).toEqual(expected);
  });
});

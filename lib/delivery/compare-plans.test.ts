import { describe, expect, it } from "vitest";
import { comparePlans } from "@/lib/delivery/compare-plans";

describe("comparePlans", () => {
  it("finds nothing between equal plans, whatever the order of their fields is", () => {
    expect(comparePlans({ a: 1, b: { c: "x" } }, { b: { c: "x" }, a: 1 })).toEqual([]);
  });

  it("names the value that differs by its path", () => {
    expect(comparePlans({ steps: [{ weightPercent: 5 }] }, { steps: [{ weightPercent: 10 }] })).toEqual([
      { path: "steps[0].weightPercent", left: 5, right: 10 },
    ]);
  });

  it("leaves the side out that has no such value", () => {
    expect(comparePlans({ steps: [{ weightPercent: 5 }] }, { steps: [] })).toEqual([
      { path: "steps[0].weightPercent", left: 5 },
    ]);
    expect(comparePlans({}, { safePath: "pause" })).toEqual([{ path: "safePath", right: "pause" }]);
  });
});

import { describe, expect, it } from "vitest";
import { conditionSeries } from "./condition-series";
import type { ConditionReading } from "@/lib/faults/run";

const reading = (atMs: number, value?: number): ConditionReading => ({
  key: "0/success",
  atMs,
  phase: "during",
  ...(value === undefined ? {} : { value }),
});
const success = { kind: "success", of: "callers", minPercent: 99 } as const;

describe("a condition over time", () => {
  it("is drawn as what is not good, with its limit", () => {
    const series = conditionSeries(success, [reading(0, 100), reading(5000, 98.5), reading(10_000, 99)]);
    expect(series).toMatchObject({ startMs: 0, stepMs: 5000, unit: "percent" });
    expect(series?.values).toEqual([0, 1.5, 1]);
    expect(series?.limits).toEqual([{ id: "max", value: 1 }]);
  });

  it("has a gap where nothing was measured or nobody looked", () => {
    const unmeasured = conditionSeries(success, [reading(0, 100), reading(5000), reading(10_000, 100)]);
    expect(unmeasured?.values).toEqual([0, null, 0]);
    const away = conditionSeries(
      success,
      [0, 1000, 2000, 3000, 40_000].map((atMs) => reading(atMs, 100)),
    );
    expect(away?.values.filter((value) => value === null).length).toBeGreaterThan(10);
    expect(away?.values.at(-1)).toBe(0);
  });

  it("shows the look that broke it, also when one looks less often afterwards", () => {
    const looks = [0, 3010, 5960, 26_000, 36_000, 46_000].map((atMs) => ({
      ...reading(atMs, atMs === 5960 ? 91 : 100),
      holds: atMs !== 5960,
    }));
    const all = conditionSeries(success, looks)?.values ?? [];
    expect(Math.max(...all.map((value) => value ?? 0))).toBe(9);
    // Ended by its last look, as it is drawn at that moment.
    expect(conditionSeries(success, looks.slice(0, 3))?.values.at(-1)).toBe(9);
  });

  it("draws a query's own figure between its own limits", () => {
    const condition = { kind: "promql", name: "lag", query: "x", min: 1, max: 5 } as const;
    const series = conditionSeries(condition, [reading(0, 3)]);
    expect(series?.values).toEqual([3]);
    expect(series?.limits.map(({ value }) => value)).toEqual([1, 5]);
  });

  it("is nothing before the first look", () => {
    expect(conditionSeries(success, [])).toBeUndefined();
  });
});

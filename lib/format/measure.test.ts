import { describe, expect, it } from "vitest";
import { formatMeasure } from "@/lib/format/measure";

describe("formatMeasure", () => {
  it.each([
    [undefined, "rps", "—"],
    [null, "ms", "—"],
    [Number.NaN, "ratio", "—"],
    [0, "rps", "0 /s"],
    [12.44, "rps", "12.4 /s"],
    [0.01, "rps", "0.01 /s"],
    [0.006_83, "rps", "0.0068 /s"],
    [0.001, "rps", "0.001 /s"],
    [0.000_25, "rps", "0.00025 /s"],
    [0.000_099, "rps", "<0.0001 /s"],
    [-0.006_83, "rps", "-0.0068 /s"],
    [-0.000_01, "rps", ">-0.0001 /s"],
    [0.004, "count", "0.004"],
    [1530, "rps", "1.5k /s"],
    [0, "ratio", "0%"],
    [0.00001, "ratio", "<0.01%"],
    [0.0035, "ratio", "0.35%"],
    [1, "ratio", "100%"],
    [0.9996, "ratio", "100%"],
    [0.999, "ratio", "99.9%"],
    [0, "ms", "0 ms"],
    [87, "ms", "87.0 ms"],
    [1250, "ms", "1.25 s"],
    [1_258_291, "bytes", "1.2 MB"],
    [1763, "count", "1,763"],
  ] as const)("draws %s %s as %s", (value, unit, text) => {
    expect(formatMeasure(value, unit)).toBe(text);
  });

  it("writes no power of ten at any size", () => {
    for (let power = -9; power <= 9; power += 1)
      expect(formatMeasure(3.21 * 10 ** power, "rps")).not.toMatch(/e[+-]/);
  });
});

import { describe, expect, it } from "vitest";
import { spanFromRange, stepMsFor } from "@/lib/time-range";
import { timeRangeSchema } from "@/lib/time-range-schema";

describe("time range", () => {
  it("ends a relative range at now and keeps an absolute one where it is", () => {
    expect(spanFromRange({ kind: "relative", durationMs: 600_000 }, 1_000_000)).toEqual({
      startMs: 400_000,
      endMs: 1_000_000,
    });
    expect(spanFromRange({ kind: "absolute", startMs: 5, endMs: 9 }, 1_000_000)).toEqual({
      startMs: 5,
      endMs: 9,
    });
  });

  it("refuses a range that ends before it starts", () => {
    const result = timeRangeSchema.safeParse({ kind: "absolute", startMs: 9, endMs: 5 });
    expect(result.success).toBe(false);
  });

  it("never steps finer than the scrape interval, and keeps about the wanted number of points", () => {
    expect(stepMsFor({ startMs: 0, endMs: 60_000 }, 120, 15_000)).toBe(15_000);
    expect(stepMsFor({ startMs: 0, endMs: 6 * 3_600_000 }, 120)).toBe(300_000);
  });
});

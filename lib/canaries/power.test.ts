import { describe, expect, it } from "vitest";
import { secondsToPromotion, secondsToStop, stepPower, type PowerInput } from "@/lib/canaries/power";

const scrapeSeconds = 15;
const judgement: PowerInput["judgement"] = {
  alpha: 0.01,
  beta: 0.05,
  marginRatio: 2,
  minRatio: 1.5,
  minDifferencePercent: 0.1,
  minRequests: 500,
  minIntervals: 5,
};

describe("the expected time until a worse canary is stopped", () => {
  it.each([
    [0.001, 2, 1000, 315],
    [0.001, 5, 20, 1290],
    [0.001, 5, 100, 285],
    [0.001, 5, 1000, 45],
    [0.001, 10, 20, 450],
    [0.001, 10, 100, 105],
    [0.001, 10, 1000, 15],
    [0.001, 50, 20, 75],
    [0.001, 50, 100, 15],
    [0.001, 50, 1000, 15],
    [0.01, 2, 20, 1350],
    [0.01, 2, 100, 300],
    [0.01, 2, 1000, 45],
  ])(
    "from %d, %d times as often, at %d requests/s is the simulated median",
    (stableRatio, worse, rate, median) => {
      const of = { requestsPerSecond: rate, share: 0.05, stableRatio, worse, alpha: 0.01, scrapeSeconds };
      expect(Math.abs(Number(secondsToStop(of)) / median - 1)).toBeLessThanOrEqual(0.35);
    },
  );
});

describe("the expected time until an equal canary is proven", () => {
  it.each([
    [1000, 0.05, 360],
    [1000, 0.25, 120],
    [100, 0.25, 900],
  ])("at %d requests/s and a share of %d is the simulated median", (requestsPerSecond, share, median) => {
    const seconds = secondsToPromotion({
      requestsPerSecond,
      share,
      stableRatio: 0.001,
      scrapeSeconds,
      judgement: { beta: 0.01, marginRatio: 2 },
    });
    expect(Math.abs(Number(seconds) / median - 1)).toBeLessThanOrEqual(0.35);
  });
});

describe("a step's power", () => {
  const input = (change: Partial<PowerInput> = {}): PowerInput => ({
    requestsPerSecond: 100,
    weightPercent: 5,
    stableBad: 100,
    stableRequests: 100_000,
    judgement,
    minMinutes: 1,
    scrapeMs: 15_000,
    ...change,
  });

  it("counts the scrapes after the change, the looks, the requests and the shortest time", () => {
    expect(stepPower(input()).advanceSeconds).toBe(130);
    expect(stepPower(input({ requestsPerSecond: 10_000 })).advanceSeconds).toBe(105);
    expect(stepPower(input({ minMinutes: 10 })).advanceSeconds).toBe(600);
  });

  it("is never when nothing is to be compared or a day is too short", () => {
    expect(stepPower(input({ stableBad: 0 }))).toMatchObject({
      promoteSeconds: "never",
      rollbackSecondsAt5: "never",
    });
    expect(stepPower(input({ requestsPerSecond: 0 })).advanceSeconds).toBe("never");
    expect(stepPower(input({ requestsPerSecond: 0.1 }))).toMatchObject({
      advanceSeconds: "never",
      promoteSeconds: "never",
    });
    expect(stepPower(input({ weightPercent: 100 })).rollbackSecondsAt2).toBe("never");
    expect(stepPower(input({ stableRequests: 0, stableBad: 0 })).stableRatio).toBeUndefined();
  });

  it("grows with less traffic, and its range holds it", () => {
    const few = stepPower(input({ requestsPerSecond: 50 }));
    const many = stepPower(input({ requestsPerSecond: 500 }));
    expect(Number(few.promoteSeconds)).toBeGreaterThan(Number(many.promoteSeconds));
    const [short, long] = many.promoteSecondsRange ?? [];
    expect(Number(short)).toBeLessThanOrEqual(Number(many.promoteSeconds));
    expect(Number(long)).toBeGreaterThanOrEqual(Number(many.promoteSeconds));
    expect(Number(many.rollbackSecondsAt5)).toBeLessThan(Number(many.rollbackSecondsAt2));
  });
});

import { describe, expect, it } from "vitest";
import { dispersion } from "@/lib/canaries/dispersion";
import { meanEValue, promotionEValue, rollbackEValue } from "@/lib/canaries/e-value";
import { addInterval, evidenceFrom, newSums } from "@/lib/canaries/evidence-sums";
import { badSplit, type BadSplit } from "@/lib/canaries/interval";
import { wilsonRange } from "@/lib/canaries/wilson";

const split = (s: number, n: number, w: number): BadSplit => ({ s, n, w });

describe("evidence for a rollback", () => {
  it.each([
    [0, 0, 0.05, 1],
    [3, 10, 0.05, 12.4971],
    [5, 10, 0.05, 611.593],
    [10, 100, 0.05, 3.41421],
    [12, 100, 0.05, 16.7286],
    [15, 100, 0.05, 339.21],
    [1, 20, 0.05, 0.450292],
    [0, 100, 0.05, 0.0184649],
  ])("of %d bad of %d at a share of %d is %d", (s, n, w, wanted) => {
    expect(rollbackEValue([split(s, n, w)]) / wanted).toBeCloseTo(1, 4);
  });

  it("adds up over intervals of different shares", () => {
    expect(rollbackEValue([split(5, 50, 0.05), split(10, 60, 0.1)]) / 3.67605).toBeCloseTo(1, 4);
  });

  it("stays a number when it is overwhelming, and is none without failures", () => {
    expect(Number.isFinite(rollbackEValue([split(1e6, 1e6, 0.01)]))).toBe(true);
    expect(rollbackEValue([])).toBe(1);
  });

  it("is a number at every edge", () => {
    const edges = [
      split(0, 0, 1e-12),
      split(1e9, 1e12, 1 - 1e-12),
      split(0.5, 2.25, 0.5),
      split(0, 1e15, 0.5),
    ];
    for (const one of edges) {
      expect(Number.isFinite(rollbackEValue([one]))).toBe(true);
      expect(Number.isFinite(promotionEValue([one]))).toBe(true);
    }
    expect(meanEValue([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
    expect(rollbackEValue([split(1, 2, 1e-12)])).toBeGreaterThan(1);
  });

  it("shrinks when failures come in bursts", () => {
    const splits = [split(15, 100, 0.05)];
    expect(rollbackEValue(splits, 3)).toBeLessThan(rollbackEValue(splits));
  });
});

describe("evidence for a promotion", () => {
  it.each([
    [0, 60, 0.05, 67.5323],
    [20, 400, 0.05, 120.483],
    [25, 100, 0.25, 61.8313],
  ])("of %d bad of %d at a share of %d is %d", (s, n, w, wanted) => {
    expect(promotionEValue([split(s, n, w)]) / wanted).toBeCloseTo(1, 4);
  });

  it("is against a canary that fails twice as often", () => {
    // At a share of a half, twice the rate is two thirds of the failures.
    expect(promotionEValue([split(66, 99, 0.5)])).toBeLessThan(1);
  });
});

describe("several metrics", () => {
  it("are one e-value: their mean; none at all is no evidence", () => {
    expect(meanEValue([1, 3])).toBe(2);
    expect(meanEValue([])).toBe(1);
  });
});

describe("the scatter of failures", () => {
  const interval = (canaryBad: number, stableBad: number) => ({
    canaryRequests: 500,
    stableRequests: 500,
    canaryBad,
    stableBad,
  });

  it("is 1 for what looks independent, and with too few intervals to tell", () => {
    expect(dispersion(Array.from({ length: 10 }, (_, index) => interval(5 + (index % 2), 5)))).toBe(1);
    expect(dispersion([interval(50, 0), interval(0, 5)])).toBe(1);
  });

  it("grows with bursts", () => {
    const bursts = Array.from({ length: 12 }, (_, index) => interval(index % 4 === 0 ? 40 : 0, 10));
    expect(dispersion(bursts)).toBeGreaterThan(5);
  });

  it("is Pearson's statistic over its degrees of freedom", () => {
    const intervals = [
      { canaryRequests: 500, stableRequests: 9500, canaryBad: 9, stableBad: 95 },
      { canaryRequests: 700, stableRequests: 9000, canaryBad: 31, stableBad: 80 },
      { canaryRequests: 0, stableRequests: 9000, canaryBad: 0, stableBad: 80 },
      { canaryRequests: 2000, stableRequests: 7000, canaryBad: 2.5, stableBad: 60 },
      { canaryRequests: 2000, stableRequests: 7000, canaryBad: 0, stableBad: 0 },
    ];
    const splits = intervals.flatMap((one) => badSplit(one) ?? []);
    const sum = (of: (one: BadSplit) => number) => splits.reduce((total, one) => total + of(one), 0);
    const ratio = sum(({ s, w }) => s * (1 - w)) / sum(({ s, n, w }) => (n - s) * w);
    const pearson = sum(({ s, n, w }) => {
      const share = (w * ratio) / (w * ratio + 1 - w);
      return n === 0 ? 0 : (s - n * share) ** 2 / (n * share * (1 - share));
    });
    expect(dispersion(intervals)).toBeCloseTo(pearson / (splits.length - 1), 9);
  });

  it("counts with its upper bound where bursts are clear, ever less so with more looks", () => {
    const cautious = (looks: readonly ReturnType<typeof interval>[]) => {
      const sums = newSums(2);
      for (const look of looks) addInterval(sums, look);
      return evidenceFrom(sums).dispersion / dispersion(looks);
    };
    const bursts = (count: number) =>
      Array.from({ length: count }, (_, index) => interval(index % 4 === 0 ? 40 : 0, 10));
    expect(cautious(bursts(4))).toBeGreaterThan(2);
    expect(cautious(bursts(40))).toBeGreaterThan(1);
    expect(cautious(bursts(40))).toBeLessThan(1.3);
    expect(cautious(Array.from({ length: 10 }, (_, index) => interval(5 + (index % 2) * 3, 5)))).toBe(1);
  });

  it("leaves intervals out in which one side had no request", () => {
    expect(badSplit({ canaryRequests: 0, stableRequests: 10, canaryBad: 0, stableBad: 1 })).toBeUndefined();
  });
});

describe("Wilson's range", () => {
  it.each([
    [1, 29, 0.0061, 0.1718],
    [15, 148, 0.0624, 0.1605],
    [5, 1000, 0.00214, 0.01165],
  ])("of %d in %d", (bad, all, low, high) => {
    const range = wilsonRange(bad, all);
    expect(range?.low).toBeCloseTo(low, 4);
    expect(range?.high).toBeCloseTo(high, 4);
  });

  it("is unknown without a request", () => {
    expect(wilsonRange(0, 0)).toBeUndefined();
  });
});

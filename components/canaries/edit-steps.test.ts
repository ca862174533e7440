import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presetOf, presetSteps, type CanaryStep } from "./canary-draft";
import {
  isAscending,
  localText,
  maxSteps,
  movedStep,
  shortestMs,
  sortedSteps,
  timeFromLocalText,
  withStep,
} from "./edit-steps";

const step = (weightPercent: number, minMinutes = 1): CanaryStep => ({
  weightPercent,
  minMinutes,
  gate: { kind: "metrics" },
});
const weights = (steps: readonly CanaryStep[] | undefined) =>
  steps?.map(({ weightPercent }) => weightPercent);

describe("the steps of a canary", () => {
  it("grow by one that doubles the last, or lies half-way before 100", () => {
    expect(weights(withStep([step(5)]))).toEqual([5, 10]);
    expect(weights(withStep([step(80)]))).toEqual([80, 100]);
    expect(weights(withStep([step(10), step(100)]))).toEqual([10, 55, 100]);
    expect(weights(withStep([]))).toEqual([10]);
  });

  it("have no room between 99 and 100", () => {
    expect(withStep([step(99), step(100)])).toBeUndefined();
  });

  it("stay ascending and within limits however often one is added", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 28 }),
        (some) => {
          let steps: CanaryStep[] = some.toSorted((a, b) => a - b).map((weight) => step(weight));
          for (let more = 0; more < 10; more += 1) steps = withStep(steps) ?? steps;
          expect(isAscending(steps)).toBe(true);
          expect(steps.length).toBeLessThanOrEqual(maxSteps);
        },
      ),
    );
  });

  it("keep their weights in place when one is moved", () => {
    const moved = movedStep([step(1, 1), step(5, 5), step(10, 9)], 2, -1);
    expect(weights(moved)).toEqual([1, 5, 10]);
    expect(moved.map(({ minMinutes }) => minMinutes)).toEqual([1, 9, 5]);
    expect(movedStep([step(1)], 0, -1)).toEqual([step(1)]);
  });

  it("are put in order with each weight once", () => {
    const wild = [step(50), step(10), step(50)];
    expect(isAscending(wild)).toBe(false);
    expect(weights(sortedSteps(wild))).toEqual([10, 50]);
  });

  it("are no disorder while a weight is being typed", () => {
    expect(isAscending([step(Number.NaN), step(10)])).toBe(true);
  });

  it("take at least the sum of their times", () => {
    expect(shortestMs([step(1, 0.5), step(5, 2)])).toBe(150_000);
  });

  it("are known as the preset that they are", () => {
    expect(presetOf(presetSteps("quick"))).toBe("quick");
    expect(presetOf([step(3)])).toBeUndefined();
  });
});

describe("a moment in a field", () => {
  it("comes back as it was typed, to the minute", () => {
    const text = "2026-11-22T06:30";
    expect(localText(timeFromLocalText(text))).toBe(text);
    expect(localText(timeFromLocalText(""))).toBe("");
  });
});

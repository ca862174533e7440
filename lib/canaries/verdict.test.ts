import { describe, expect, it } from "vitest";
import { counterDelta, type CounterLook } from "@/lib/canaries/counter-delta";
import type { CountInterval } from "@/lib/canaries/interval";
import { canaryPlanSchema, type CanaryPlan } from "@/lib/canaries/plan";
import { judge } from "@/lib/canaries/verdict";

const input = {
  api: "istio",
  service: { namespace: "orders", name: "checkout" },
  stable: { name: "v1" },
  canary: { name: "v2" },
  steps: [
    { weightPercent: 5, minMinutes: 5 },
    { weightPercent: 50, minMinutes: 5 },
  ],
  metrics: [{ kind: "success" }],
};
const plan = (judgement: Partial<CanaryPlan["judgement"]> = {}) =>
  canaryPlanSchema.parse({ ...input, judgement }).judgement;
const interval = (canaryBad: number, stableBad: number, canaryRequests = 200): CountInterval => ({
  canaryRequests,
  stableRequests: 3800,
  canaryBad,
  stableBad,
});
const many = (count: number, one: CountInterval) => Array.from({ length: count }, () => one);
const verdict = (intervals: readonly CountInterval[], judgement = plan()) =>
  judge([{ key: "success", intervals }], judgement);

describe("a verdict", () => {
  it("is rollback for a canary that fails ten times as often, with the metric that says so", () => {
    const { rollbackE, rollbackLimit, ...rest } = verdict(many(10, interval(4, 8)));
    expect(rest).toMatchObject({ verdict: "rollback", reason: "worse_than_stable", metric: "success" });
    expect(rollbackE).toBeGreaterThan(rollbackLimit);
  });

  it("is promote for one that surely fails no more often", () => {
    expect(verdict(many(60, interval(1, 19)))).toMatchObject({ verdict: "promote", reason: "not_worse" });
  });

  it("is neither while there are too few requests, looks, or failures to compare", () => {
    expect(verdict(many(3, interval(0, 0)))).toMatchObject({ reason: "too_few_intervals" });
    expect(verdict(many(8, interval(0, 4, 10)))).toMatchObject({ reason: "too_few_requests" });
    expect(verdict(many(8, interval(0, 1)))).toMatchObject({
      verdict: "inconclusive",
      reason: "not_enough_evidence",
    });
  });

  it("without data is neither pass nor fail", () => {
    expect(verdict([])).toMatchObject({ verdict: "inconclusive", reason: "no_data" });
    expect(verdict(many(9, interval(0, 5, 0)))).toMatchObject({ reason: "no_data" });
  });

  it("leaves differences alone that are real but too small to matter", () => {
    const judgement = plan({ minDifferencePercent: 5 });
    expect(verdict(many(10, interval(4, 8)), judgement)).toMatchObject({ reason: "difference_too_small" });
  });

  it("stops at once when a fifth of the last look fails, unless the stable version does the same", () => {
    expect(verdict([interval(50, 3)])).toMatchObject({ verdict: "rollback", reason: "many_failures" });
    expect(verdict([interval(50, 950)]).reason).not.toBe("many_failures");
  });

  it("rests on the objective where a comparison would take days", () => {
    const judgement = plan({ objectivePercent: 95 });
    expect(verdict(many(10, interval(0, 0, 60)), judgement)).toMatchObject({ reason: "objective_met" });
    expect(verdict(many(10, interval(9, 570, 60)), judgement)).toMatchObject({
      verdict: "rollback",
      reason: "objective_missed",
    });
  });

  it("needs every metric to promote, and one to roll back", () => {
    const good = { key: "success", intervals: many(60, interval(1, 19)) };
    const slow = { key: "latency:250", intervals: many(60, interval(30, 19)) };
    const unknown = { key: "latency:500", intervals: many(60, interval(0, 0)) };
    expect(judge([good, slow], plan())).toMatchObject({ verdict: "rollback", metric: "latency:250" });
    expect(judge([good, unknown], plan()).verdict).toBe("inconclusive");
  });
});

describe("counters", () => {
  const look = (values: Record<string, number>): CounterLook => ({
    atMs: 0,
    bad: [],
    all: Object.entries(values).map(([series, value]) => ({
      series,
      value,
      version: series.startsWith("c") ? "canary" : "stable",
    })),
  });

  it("count what grew; a restart counts from zero, a new series whole, one that is gone not", () => {
    const delta = counterDelta(look({ c1: 100, s1: 500, s2: 40 }), look({ c1: 30, c2: 5, s1: 600 }));
    expect(delta).toMatchObject({ canaryRequests: 35, stableRequests: 100 });
  });

  it("never have more bad events than events, though one of the two came late", () => {
    const late = { ...look({ c1: 10 }), bad: [{ series: "c1", version: "canary" as const, value: 12 }] };
    expect(counterDelta(look({}), late)).toMatchObject({ canaryRequests: 10, canaryBad: 10 });
  });
});

describe("a plan", () => {
  const problems = (change: object) =>
    canaryPlanSchema.safeParse({ ...input, ...change }).error?.issues.map(({ path }) => path.join("."));

  it("names the step that sends no more than the one before, and a canary that is the stable version", () => {
    const steps = [
      { weightPercent: 10, minMinutes: 1 },
      { weightPercent: 10, minMinutes: 1 },
    ];
    expect(problems({ steps })).toEqual(["steps.1.weightPercent"]);
    expect(problems({ canary: { name: "v1" } })).toEqual(["canary.name"]);
    expect(problems({ metrics: [{ kind: "success" }, { kind: "success" }] })).toEqual(["metrics.1"]);
  });
});

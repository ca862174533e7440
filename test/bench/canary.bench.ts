import { expect, it } from "vitest";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { judgementOf, simulate, type CanaryTraffic } from "./canary-traffic";
import { quantile, report } from "./figure";
import { chanceFrom } from "./random-counts";

const runs = 10_000;
/** Where every look has to be judged in full. */
const fewRuns = 2000;
const falseStopLimit = 0.015;
/** Detection may be a fifth slower than the table of the method. */
const slack = 1.2;
const rates = [20, 100, 1000] as const;

const traffic = (requestsPerSecond: number, change: Partial<CanaryTraffic> = {}): CanaryTraffic => ({
  requestsPerSecond,
  weightPercent: 5,
  stableRatio: 0.001,
  worse: 1,
  noise: 0,
  ...change,
});

function stops(
  one: CanaryTraffic,
  judgement: CanaryPlan["judgement"],
  seed: number,
  length = runs,
): readonly number[] {
  const chance = chanceFrom(seed);
  return Array.from(
    { length },
    () => simulate(one, chance, judgement).stoppedSeconds ?? Number.POSITIVE_INFINITY,
  );
}

const healthy: readonly (readonly [string, Partial<CanaryTraffic>, Partial<CanaryPlan["judgement"]>])[] = [
  ["healthy", {}, {}],
  ["healthy, bursts of CV² 0.5", { noise: 0.5 }, {}],
  ["healthy, bursts of CV² 2", { noise: 2 }, {}],
  ["healthy, 1 % fail in bursts of CV² 2", { noise: 2, stableRatio: 0.01 }, {}],
  ["healthy, objective 99.9 % just met", {}, { objectivePercent: 99.9 }],
  ["healthy, bursts of CV² 2, objective 99.9 %", { noise: 2 }, { objectivePercent: 99.9 }],
];

it.each(
  healthy.flatMap(([name, change, judgement]) =>
    rates.map((rate) => [name, rate, change, judgement] as const),
  ),
)("%s at %d requests/s", (name, rate, change, judgement) => {
  const length = judgement.objectivePercent === undefined ? runs : fewRuns;
  const all = stops(traffic(rate, change), judgementOf(judgement), 20_260_101 + rate, length);
  const stopped = all.filter(Number.isFinite).length;
  report({
    part: "canary",
    what: `false stops, ${name}, ${rate}/s`,
    measured: (100 * stopped) / length,
    unit: "ratio",
    limit: 100 * falseStopLimit,
    note: `% of ${length} runs of 1 h, nominal 1 %`,
  });
  expect(all).toHaveLength(length);
});

/** Median seconds of the method's table at a share of 5 %; below a half found within the hour, the found share. */
const worse: readonly (readonly [
  number,
  number,
  { readonly medianSeconds: number } | { readonly found: number },
])[] = [
  [2, 20, { found: 0.1 }],
  [2, 100, { found: 0.65 }],
  [2, 1000, { medianSeconds: 315 }],
  [5, 20, { medianSeconds: 1290 }],
  [5, 100, { medianSeconds: 285 }],
  [5, 1000, { medianSeconds: 45 }],
];

it.each(worse)("a canary that fails %d× as often at %d requests/s", (ratio, rate, table) => {
  const all = stops(traffic(rate, { worse: ratio }), judgementOf(), 20_260_707 + rate + ratio);
  const found = all.filter(Number.isFinite).length / runs;
  const medianSeconds = quantile(all, 0.5);
  const name = `${ratio}× worse, ${rate}/s`;
  const note = `${(100 * found).toFixed(1)} % found in 1 h, p90 ${quantile(all, 0.9)} s`;
  if ("medianSeconds" in table) {
    report({
      part: "canary",
      what: `median s to a stop, ${name}`,
      measured: medianSeconds,
      unit: "count",
      limit: table.medianSeconds * slack,
      note: `${note}, table ${table.medianSeconds} s`,
    });
  } else {
    report({
      part: "canary",
      what: `% found in 1 h, ${name}`,
      measured: 100 * found,
      unit: "count",
      limit: (100 * table.found) / slack,
      bound: "least",
      note: `${note}, table ${100 * table.found} %`,
    });
  }
  expect(found).toBeGreaterThan(0);
});

it.each([2, 5])("a canary that fails %d× as often is promoted rarely", (ratio) => {
  const chance = chanceFrom(7 + ratio);
  const judgement = judgementOf();
  const proven = Array.from({ length: fewRuns }, () =>
    simulate(traffic(1000, { worse: ratio, weightPercent: 25 }), chance, judgement, {
      seconds: 1800,
      untilProven: true,
    }),
  ).filter(({ provenSeconds }) => provenSeconds !== undefined).length;
  report({
    part: "canary",
    what: `wrong promotions, ${ratio}× worse, 1000/s at 25 %`,
    measured: (100 * proven) / fewRuns,
    unit: "ratio",
    limit: 100 * judgement.beta,
    note: `% of ${fewRuns} runs, nominal ${100 * judgement.beta} %`,
  });
  expect(proven).toBeLessThan(fewRuns);
});

import { describe, expect, it } from "vitest";
import { judgementOf, simulate, type CanaryTraffic } from "@/test/bench/canary-traffic";
import { chanceFrom } from "@/test/bench/random-counts";

const seed = 20_260_401;
const judgement = judgementOf();

function shareStopped(traffic: Partial<CanaryTraffic>, runs: number, seconds = 3600): number {
  const chance = chanceFrom(seed);
  const of = { requestsPerSecond: 100, weightPercent: 5, stableRatio: 0.01, worse: 1, noise: 0, ...traffic };
  const stopped = Array.from({ length: runs }, () => simulate(of, chance, judgement, { seconds })).filter(
    ({ stoppedSeconds }) => stoppedSeconds !== undefined,
  );
  return stopped.length / runs;
}

/** The nominal share, and three standard deviations of a simulation of so many runs. */
const atMost = (nominal: number, runs: number) => nominal + 3 * Math.sqrt((nominal * (1 - nominal)) / runs);

describe("two versions that are the same", () => {
  it("are stopped no more often than said, looked at every scrape for an hour", () => {
    expect(shareStopped({}, 1500)).toBeLessThanOrEqual(judgement.alpha);
  });

  it("are so with failures that come in bursts", () => {
    expect(shareStopped({ noise: 0.5 }, 600)).toBeLessThanOrEqual(atMost(judgement.alpha, 600));
    expect(shareStopped({ noise: 2, stableRatio: 0.001, requestsPerSecond: 1000 }, 600)).toBeLessThanOrEqual(
      atMost(judgement.alpha, 600),
    );
  });

  it.each([5, 25])("are so with bursts that each look shows, at %d %%", (weightPercent) => {
    const bursts = { noise: 2, stableRatio: 0.01, requestsPerSecond: 1000, weightPercent };
    expect(shareStopped(bursts, 1000)).toBeLessThanOrEqual(0.015);
  });

  it("are so with several metrics at once", () => {
    expect(shareStopped({ metrics: 4 }, 300)).toBeLessThanOrEqual(atMost(judgement.alpha, 300));
  });
});

describe("a canary that fails five times as often", () => {
  it("is found within the hour", () => {
    expect(shareStopped({ worse: 5 }, 200)).toBeGreaterThan(0.99);
  });
});

describe("chance", () => {
  it("repeats itself for one seed, and has the mean and the variance that it should", () => {
    const draw = (mean: number) => {
      const chance = chanceFrom(seed);
      return Array.from({ length: 20_000 }, () => chance.poisson(mean));
    };
    expect(draw(3)).toEqual(draw(3));
    const moments = [0.3, 3, 12, 800].map((mean) => {
      const all = draw(mean);
      const average = all.reduce((total, one) => total + one / all.length, 0);
      const variance = all.reduce((total, one) => total + (one - average) ** 2 / all.length, 0);
      return [average / mean, variance / mean];
    });
    expect(moments.flat().filter((share) => Math.abs(share - 1) > 0.05)).toEqual([]);
    const chance = chanceFrom(seed);
    const noise = Array.from({ length: 20_000 }, () => chance.gamma(2));
    expect(noise.reduce((total, one) => total + one / noise.length, 0)).toBeCloseTo(1, 1);
  });
});

import { describe, expect, it } from "vitest";
import { beforeEvidence, keepsLimit, looksAlone } from "@/lib/canaries/before";
import { begun, countsAt, type CanaryTrial } from "@/lib/canaries/canary-fixture";
import { newSums } from "@/lib/canaries/evidence-sums";
import type { CountInterval } from "@/lib/canaries/interval";
import { verdictOf } from "@/lib/canaries/step-verdict";
import { intervalOf, judgementOf } from "@/test/bench/canary-traffic";
import { chanceFrom } from "@/test/bench/random-counts";

const steps = [
  { weightPercent: 50, minMinutes: 5 },
  { weightPercent: 100, minMinutes: 5 },
];
const alone = (bad: number, requests = 4000): { readonly counts: CountInterval } => ({
  counts: { canaryRequests: requests, canaryBad: bad, stableRequests: 0, stableBad: 0 },
});
const verdict = (trial: CanaryTrial) => verdictOf(trial.run, trial.nowMs);
/** In its step at 100 %, behind one at 50 % in which one request of a hundred failed on both sides. */
const atAll = (plan: object = {}) => begun({ steps, ...plan }).pass(5.5);

describe("a canary that gets every request", () => {
  it("is taken back when it fails more often than the stable version did before", () => {
    const trial = atAll();
    expect(trial.where).toBe("running 1");
    trial.pass(3, alone(200));
    expect(trial.where).toBe("rolled_back 1");
    expect(trial.run.body.ending).toMatchObject({ reason: "worse_than_before", actor: "heddle" });
    expect(trial.run.body.ending?.data["evidence"]).toMatchObject({ metric: "success" });
  });

  it("is promoted when it surely fails no more often, and not on what was proved earlier", () => {
    const trial = atAll().pass(2, alone(88));
    expect(verdict(trial)).toMatchObject({ verdict: "inconclusive", reason: "not_enough_evidence" });
    const good = atAll().pass(4, alone(40));
    expect(verdict(good)).toMatchObject({ verdict: "promote", reason: "not_worse_than_before" });
    expect(good.pass(3, alone(40)).where).toBe("promoted promote");
  });

  it("from the beginning has nothing to be compared with: it waits for a person", () => {
    const trial = begun({ steps: [{ weightPercent: 100, minMinutes: 2 }] }).pass(3, alone(200));
    expect(verdict(trial)).toMatchObject({ verdict: "inconclusive", reason: "nothing_to_compare" });
    expect(verdict(trial).metrics[0]?.before).not.toHaveProperty("limitRatio");
    expect(trial.pass(8, alone(200)).where).toBe("paused 0 not_enough_evidence");
    expect(trial.person("promote")).toBeUndefined();
  });

  it("from the beginning is judged by its objective where it has one", () => {
    const judgement = { objectivePercent: 99 };
    const trial = begun({ steps: [{ weightPercent: 100, minMinutes: 2 }], judgement }).pass(3, alone(10));
    expect(trial.where).toBe("promoted promote");
  });

  it("may still be compared where other requests stay with the stable version", () => {
    const trial = atAll().pass(2, { counts: countsAt(80) });
    expect(verdict(trial).metrics[0]).not.toHaveProperty("before");
    expect(verdict(trial)).toMatchObject({ reason: "not_worse" });
  });
});

describe("a look alone", () => {
  const at = (step: number, stableRequests: number, canaryRequests = 1000) => ({
    step,
    canaryRequests,
    stableRequests,
    canaryBad: 0,
    stableBad: 0,
  });
  const plan = { steps: steps.map((one) => ({ ...one, gate: { kind: "metrics" as const } })) };

  it("is one of the step at 100 %, with at most stragglers of the stable version", () => {
    expect(looksAlone(plan, [at(0, 0), at(1, 3), at(1, 0), at(1, 0, 0)])).toEqual([at(1, 3), at(1, 0)]);
  });

  it("is none by chance where the stable version keeps requests", () => {
    expect(looksAlone(plan, [at(1, 0, 5), at(1, 200), at(1, 380)])).toEqual([]);
  });
});

describe("at 100 requests/s", () => {
  const judgement = judgementOf();
  type Trial = { readonly worse: number; readonly noise: number; readonly rate: number };

  /** Ten minutes at 50 %, then an hour at 100 %: seconds until it was stopped. */
  function stoppedSeconds({ worse, noise, rate }: Trial, chance: ReturnType<typeof chanceFrom>) {
    const traffic = { requestsPerSecond: rate, stableRatio: 0.001, worse, noise };
    const all = { ...newSums(2).counts };
    for (let look = 0; look < 40; look += 1) {
      const one = intervalOf({ ...traffic, weightPercent: 50 }, chance, 0);
      all.stableRequests += one.stableRequests;
      all.stableBad += one.stableBad;
    }
    const looks: CountInterval[] = [];
    for (let seconds = 15; seconds <= 3600; seconds += 15) {
      looks.push(intervalOf({ ...traffic, weightPercent: 100 }, chance, 0));
      const { e, sustainedE } = beforeEvidence(all, looks, { judgement, dispersion: 1 });
      if (e >= 5 / judgement.alpha && sustainedE >= 5) return seconds;
    }
    return undefined;
  }
  const runs = (trial: Trial, length: number) => {
    const chance = chanceFrom(20_260_301 + trial.rate);
    return Array.from({ length }, () => stoppedSeconds(trial, chance));
  };

  it.each([
    [0, 100],
    [2, 100],
    [2, 1000],
  ])("a healthy canary with bursts of CV² %d at %d/s is hardly ever stopped", (noise, rate) => {
    const stopped = runs({ worse: 1, noise, rate }, 200).filter((one) => one !== undefined);
    expect(stopped.length / 200).toBeLessThanOrEqual(0.015);
  });

  it("one that fails five times as often is stopped within minutes", () => {
    const times = runs({ worse: 5, noise: 0, rate: 100 }, 200).map((one) => one ?? Number.POSITIVE_INFINITY);
    expect(times.toSorted((left, right) => left - right)[100]).toBeLessThanOrEqual(300);
    expect(Math.max(...times)).toBeLessThan(3600);
  });

  it("with too few looks says nothing, for bursts are not known yet", () => {
    const all = { canaryRequests: 0, canaryBad: 0, stableRequests: 1e5, stableBad: 100 };
    const bad = { canaryRequests: 1500, canaryBad: 100, stableRequests: 0, stableBad: 0 };
    expect(beforeEvidence(all, [bad, bad], { judgement, dispersion: 1 }).e).toBe(1);
    expect(beforeEvidence(all, [bad, bad, bad], { judgement, dispersion: 1 }).e).toBeGreaterThan(500);
    expect(keepsLimit(beforeEvidence(all, [bad], { judgement, dispersion: 1 }))).toBe(false);
  });
});

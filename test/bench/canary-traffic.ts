import { addInterval, newSums, type EvidenceSums } from "@/lib/canaries/evidence-sums";
import type { TimedInterval } from "@/lib/canaries/hard-stop";
import { canaryPlanSchema, type CanaryPlan } from "@/lib/canaries/plan";
import { judgeSums, type Verdict } from "@/lib/canaries/verdict";
import type { Chance } from "./random-counts";

/** Traffic of a service with a canary, as the counters show it. */
export type CanaryTraffic = {
  readonly requestsPerSecond: number;
  readonly weightPercent: number;
  readonly stableRatio: number;
  /** How many times as often the canary fails. */
  readonly worse: number;
  /** Squared coefficient of variation of the canary's rate from look to look; the stable version has a twentieth. */
  readonly noise: number;
  readonly metrics?: number;
};

export const tickMs = 15_000;

/** One look's counts: Poisson arrivals, each of which fails or not. */
export function intervalOf(traffic: CanaryTraffic, chance: Chance, atMs: number): TimedInterval {
  const { requestsPerSecond, weightPercent, stableRatio, worse, noise } = traffic;
  const requests = (requestsPerSecond * tickMs) / 1000;
  const canary = (requests * weightPercent) / 100;
  const canaryRatio = Math.min(1, stableRatio * worse * chance.gamma(noise));
  const ratio = Math.min(1, stableRatio * chance.gamma(noise / 20));
  const canaryBad = chance.poisson(canary * canaryRatio);
  const stableBad = chance.poisson((requests - canary) * ratio);
  return {
    atMs,
    canaryBad,
    stableBad,
    canaryRequests: canaryBad + chance.poisson(canary * (1 - canaryRatio)),
    stableRequests: stableBad + chance.poisson((requests - canary) * (1 - ratio)),
  };
}

/** The defaults of a plan, with what is given. */
export function judgementOf(change: Partial<CanaryPlan["judgement"]> = {}): CanaryPlan["judgement"] {
  return canaryPlanSchema.parse({
    api: "istio",
    service: { namespace: "a", name: "a" },
    stable: { name: "v1" },
    canary: { name: "v2" },
    steps: [{ weightPercent: 5, minMinutes: 0 }],
    metrics: [{ kind: "success" }],
    judgement: change,
  }).judgement;
}

export type SimulatedRun = {
  /** Until the rollback; undefined without one. */
  readonly stoppedSeconds?: number;
  /** Until the first look at which it might be promoted. */
  readonly provenSeconds?: number;
  readonly verdict: Verdict;
};

/** One run, looked at every tick with all parts of the verdict, until it is stopped or its time is over. */
export function simulate(
  traffic: CanaryTraffic,
  chance: Chance,
  judgement: CanaryPlan["judgement"],
  of: { readonly seconds: number; readonly untilProven?: boolean } = { seconds: 3600 },
): SimulatedRun {
  const metrics = Array.from({ length: traffic.metrics ?? 1 }, (_, index) => ({
    key: index === 0 ? "success" : `latency:${index}`,
    sums: newSums(judgement.marginRatio),
  }));
  let verdict = judgeSums(metrics, judgement);
  let provenSeconds: number | undefined;
  for (let atMs = tickMs; atMs <= of.seconds * 1000; atMs += tickMs) {
    for (const { sums } of metrics) addInterval(sums, intervalOf(traffic, chance, atMs));
    if (metrics.every(({ sums }) => isOpen(sums, judgement, of.untilProven === true))) continue;
    verdict = judgeSums(metrics, judgement);
    if (verdict.verdict === "rollback") return { stoppedSeconds: atMs / 1000, verdict };
    if (verdict.verdict === "promote") provenSeconds ??= atMs / 1000;
    if (of.untilProven === true && provenSeconds !== undefined) break;
  }
  return { verdict, ...(provenSeconds === undefined ? {} : { provenSeconds }) };
}

/**
 * Whether the verdict can be nothing but open: the correction for scatter only shrinks the largest term, and a hard stop
 * needs a look that is bad in itself. Most looks of a healthy run are spared all of its numbers.
 */
function isOpen(sums: EvidenceSums, judgement: CanaryPlan["judgement"], asksPromotion: boolean): boolean {
  if (judgement.objectivePercent !== undefined) return false;
  if (asksPromotion && Math.max(...sums.promotion) >= Math.log(1 / judgement.beta)) return false;
  const isBad =
    sums.counts.canaryBad >= 20 &&
    sums.intervals
      .slice(-4)
      .some(({ canaryBad, canaryRequests }) => canaryBad >= 5 && canaryBad >= canaryRequests / 5);
  return !isBad && Math.max(...sums.rollback) < Math.log(1 / judgement.alpha);
}

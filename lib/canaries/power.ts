import { eValueOf, promotionTerms, rollbackTerms } from "@/lib/canaries/e-value";
import { skippedScrapes } from "@/lib/canaries/look-window";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { wilsonRange } from "@/lib/canaries/wilson";

export type PowerInput = {
  /** Of both versions together. */
  readonly requestsPerSecond: number;
  readonly weightPercent: number;
  /** Bad events and requests of the stable version over some time; the ratio and its range come from them. */
  readonly stableBad: number;
  readonly stableRequests: number;
  readonly judgement: CanaryPlan["judgement"];
  readonly minMinutes: number;
  readonly scrapeMs: number;
};

/** `never` is more than 24 hours away. */
export type ExpectedSeconds = number | "never";

/** How long a step's decisions take at this traffic; each is a median. */
export type StepPower = {
  /** Until there are looks and requests enough and the shortest time is over. */
  readonly advanceSeconds: ExpectedSeconds;
  /** Until a canary that fails as often as the stable version is known to be no worse, from this step's requests alone. */
  readonly promoteSeconds: ExpectedSeconds;
  readonly rollbackSecondsAt2: ExpectedSeconds;
  readonly rollbackSecondsAt5: ExpectedSeconds;
  readonly stableRatio?: number;
  readonly stableRange?: { readonly low: number; readonly high: number };
  /** The same at both ends of the range of the stable version's ratio: what is not known better. */
  readonly promoteSecondsRange?: readonly [ExpectedSeconds, ExpectedSeconds];
};

const daySeconds = 24 * 3600;
/** A single look never ends a run. */
const leastStopLooks = 2;

/**
 * How long one step's decisions take, from its first write on. Without a failure of the stable version the comparisons
 * are `never`, and only an objective can let the canary on.
 */
export function stepPower(input: PowerInput): StepPower {
  const { requestsPerSecond, weightPercent, judgement, minMinutes, scrapeMs } = input;
  const ratio = input.stableRequests > 0 ? input.stableBad / input.stableRequests : undefined;
  const range = wilsonRange(input.stableBad, input.stableRequests);
  const scrapeSeconds = scrapeMs / 1000;
  const skipSeconds = skippedScrapes * scrapeSeconds;
  const share = weightPercent / 100;
  const at = (stableRatio: number) => ({ requestsPerSecond, share, stableRatio, scrapeSeconds });
  const fromWrite = (seconds: ExpectedSeconds, least = 0): ExpectedSeconds =>
    seconds === "never" ? "never" : bounded(skipSeconds + Math.max(seconds, least));
  const promote = (stableRatio: number) =>
    fromWrite(secondsToPromotion({ ...at(stableRatio), judgement }), judgement.minIntervals * scrapeSeconds);
  const stop = (worse: number) =>
    fromWrite(
      secondsToStop({ ...at(ratio ?? 0), worse, alpha: judgement.alpha }),
      leastStopLooks * scrapeSeconds,
    );
  const requestSeconds = judgement.minRequests / (requestsPerSecond * share);
  const looked = fromWrite(Math.max(requestSeconds, judgement.minIntervals * scrapeSeconds));
  return {
    advanceSeconds: looked === "never" ? "never" : bounded(Math.max(looked, minMinutes * 60)),
    promoteSeconds: promote(ratio ?? 0),
    rollbackSecondsAt2: stop(2),
    rollbackSecondsAt5: stop(5),
    ...(ratio === undefined ? {} : { stableRatio: ratio }),
    ...(range === undefined
      ? {}
      : { stableRange: range, promoteSecondsRange: [promote(range.high), promote(range.low)] as const }),
  };
}

const bounded = (seconds: number): ExpectedSeconds =>
  Number.isFinite(seconds) && seconds <= daySeconds ? Math.ceil(seconds) : "never";

type Expected = {
  readonly requestsPerSecond: number;
  /** Share of the requests that the canary answers. */
  readonly share: number;
  readonly stableRatio: number;
  readonly scrapeSeconds: number;
};

/** Seconds of counting until a canary that fails `worse` times as often has evidence of 1/α against it. */
export function secondsToStop(
  of: Expected & { readonly worse: number; readonly alpha: number },
): ExpectedSeconds {
  const { share, stableRatio, worse } = of;
  const canaryBad = of.requestsPerSecond * share * Math.min(1, stableRatio * worse);
  const stableBad = of.requestsPerSecond * (1 - share) * stableRatio;
  return secondsToReach(
    rollbackTerms({ s: canaryBad, n: canaryBad + stableBad, w: share }),
    1 / of.alpha,
    of.scrapeSeconds,
  );
}

/** Seconds of counting until a canary that fails as often as the stable version is proven to be no worse. */
export function secondsToPromotion(
  of: Expected & { readonly judgement: Pick<CanaryPlan["judgement"], "beta" | "marginRatio"> },
): ExpectedSeconds {
  const bad = of.requestsPerSecond * of.stableRatio;
  return secondsToReach(
    promotionTerms({ s: bad * of.share, n: bad, w: of.share }, of.judgement.marginRatio),
    1 / of.judgement.beta,
    of.scrapeSeconds,
  );
}

/**
 * When evidence that grows by `terms` a second reaches the limit, in whole scrapes. The expected logarithm's time is
 * close to the median's, because the logarithm is a sum of many independent looks.
 */
function secondsToReach(terms: readonly number[], limit: number, scrapeSeconds: number): ExpectedSeconds {
  const isReached = (seconds: number) =>
    eValueOf(
      terms.map((term) => term * seconds),
      1,
    ) >= limit;
  if (!terms.every(Number.isFinite) || !isReached(daySeconds)) return "never";
  let [low, high] = [0, daySeconds];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return Math.ceil(high / scrapeSeconds - 1e-9) * scrapeSeconds;
}

import type { CanaryPlan } from "@/lib/canaries/plan";

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

/** How long one step's decisions take. Without a failure of the stable version the comparisons are `never`. */
export function stepPower(_input: PowerInput): StepPower {
  return {
    advanceSeconds: "never",
    promoteSeconds: "never",
    rollbackSecondsAt2: "never",
    rollbackSecondsAt5: "never",
  };
}

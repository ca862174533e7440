import { oneSidedScatter } from "@/lib/canaries/dispersion";
import { totals, type CountInterval } from "@/lib/canaries/interval";
import { meetsObjective, objectiveEValue, sustainedObjectiveEValue } from "@/lib/canaries/objective";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { wilsonRange } from "@/lib/canaries/wilson";

type Judgement = CanaryPlan["judgement"];

/** A look in which the stable version has less than this share compares nothing worth the name. */
const leastStableShare = 0.01;
/** Fewer looks do not show whether failures come in bursts. */
const leastLooks = 3;

/** The canary while it was alone, against what the stable version did earlier in the same run. */
export type BeforeEvidence = {
  /** Of the canary, in looks without the stable version. */
  readonly canaryRequests: number;
  readonly canaryBad: number;
  /** Of the stable version, earlier. */
  readonly stableRequests: number;
  readonly stableBad: number;
  /** Share of bad requests that the canary must not exceed; absent where the stable version was never measured. */
  readonly limitRatio?: number;
  readonly dispersion: number;
  /** Evidence against the limit being kept, against 5/α. */
  readonly e: number;
  /** The same without the loudest look. */
  readonly sustainedE: number;
};

/**
 * The looks of the step at 100 % in which the stable version had no share; none where it kept one, as when only some
 * requests meet the canary's conditions.
 */
export function looksAlone<Look extends CountInterval & { readonly step: number }>(
  { steps }: Pick<CanaryPlan, "steps">,
  looks: readonly Look[],
): readonly Look[] {
  const index = steps.findIndex(({ weightPercent }) => weightPercent === 100);
  const own = looks.filter(({ step, canaryRequests }) => step === index && canaryRequests > 0);
  const alone = own.filter(
    ({ canaryRequests, stableRequests }) =>
      stableRequests < leastStableShare * (canaryRequests + stableRequests),
  );
  return 2 * totals(alone).canaryRequests >= totals(own).canaryRequests ? alone : [];
}

/**
 * What the looks `alone` say, given all counts of the run until now. The limit is the larger of the margin times the
 * upper bound of the stable ratio, and the least difference that matters above it. A base rate that moves between the
 * two times is no longer cancelled out: the bound and the margin are what there is against that.
 */
export function beforeEvidence(
  all: CountInterval,
  alone: readonly CountInterval[],
  { judgement, dispersion }: { readonly judgement: Judgement; readonly dispersion: number },
): BeforeEvidence {
  const { canaryRequests, canaryBad, ...late } = totals(alone);
  const canary = { canaryRequests, canaryBad };
  const stableRequests = all.stableRequests - late.stableRequests;
  const stableBad = all.stableBad - late.stableBad;
  const counts = { ...canary, stableRequests, stableBad };
  const range = wilsonRange(stableBad, stableRequests);
  if (range === undefined) return { ...counts, dispersion: 1, e: 1, sustainedE: 1 };
  const { marginRatio, minRatio, minDifferencePercent } = judgement;
  const limitRatio = Math.max(
    Math.max(marginRatio, minRatio) * range.high,
    stableBad / stableRequests + minDifferencePercent / 100,
  );
  const scatter = Math.max(dispersion, oneSidedScatter(alone));
  const isShown = alone.length >= leastLooks;
  return {
    ...counts,
    limitRatio,
    dispersion: scatter,
    e: isShown ? objectiveEValue(canary, limitRatio, scatter) : 1,
    sustainedE: isShown ? sustainedObjectiveEValue(alone, canary, limitRatio, scatter) : 1,
  };
}

/** Surely no worse than the limit: even the worst value of the 95 % range keeps it. */
export function keepsLimit(before: BeforeEvidence): boolean {
  return before.limitRatio !== undefined && meetsObjective(before, before.limitRatio);
}

import type { Difference } from "./compare";

/** A place where lib/xds differs from istiod on purpose. */
export type Exclusion = {
  readonly name: string;
  readonly reason: string;
  readonly covers: (difference: Difference) => boolean;
};

export const exclusions: readonly Exclusion[] = [];

/** Differences that no exclusion covers. */
export function unexplained(differences: readonly Difference[]): readonly Difference[] {
  return differences.filter((difference) => !exclusions.some((exclusion) => exclusion.covers(difference)));
}

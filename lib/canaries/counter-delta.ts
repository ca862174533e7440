/** One counter series at one look; null is a series that was not there. */
export type CounterSample = {
  readonly series: string;
  readonly version: "canary" | "stable";
  readonly value: number;
};

/** All counters of one metric at one look. */
export type CounterLook = {
  readonly atMs: number;
  readonly bad: readonly CounterSample[];
  readonly all: readonly CounterSample[];
};

export type CounterDelta = {
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryBad: number;
  readonly stableBad: number;
};

/**
 * What was counted between two looks. Raw differences by series, never an extrapolated rate, which overstates the
 * evidence. A counter that went back has restarted and counts from zero; one that is new counts whole; one that is gone
 * counts nothing. Bad events never exceed all events: late samples of one of the two would otherwise make it so.
 */
export function counterDelta(before: CounterLook, after: CounterLook): CounterDelta {
  const all = growth(before.all, after.all);
  const bad = growth(before.bad, after.bad);
  return {
    canaryRequests: all.canary,
    stableRequests: all.stable,
    canaryBad: Math.min(bad.canary, all.canary),
    stableBad: Math.min(bad.stable, all.stable),
  };
}

function growth(
  before: readonly CounterSample[],
  after: readonly CounterSample[],
): { readonly canary: number; readonly stable: number } {
  const old = new Map(before.map(({ series, value }) => [series, value]));
  const sums = { canary: 0, stable: 0 };
  for (const { series, version, value } of after) {
    const earlier = old.get(series) ?? 0;
    sums[version] += value >= earlier ? value - earlier : value;
  }
  return sums;
}

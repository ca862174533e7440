/** Raw counts between two looks: requests and bad events of the canary and of what it is compared with. */
export type CountInterval = {
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryBad: number;
  readonly stableBad: number;
};

/** What one interval says about where bad events come from. */
export type BadSplit = {
  /** Bad events of the canary. */
  readonly s: number;
  /** Bad events of both. */
  readonly n: number;
  /** The canary's realised share of the requests, which no lag of the proxies can falsify. */
  readonly w: number;
};

/** The interval as its bad events split; undefined where one side had no request, so nothing is compared. */
export function badSplit(interval: CountInterval): BadSplit | undefined {
  const requests = interval.canaryRequests + interval.stableRequests;
  if (interval.canaryRequests <= 0 || interval.stableRequests <= 0) return undefined;
  return {
    s: interval.canaryBad,
    n: interval.canaryBad + interval.stableBad,
    w: interval.canaryRequests / requests,
  };
}

/** Sums over all intervals. */
export function totals(intervals: readonly CountInterval[]): CountInterval {
  const sum = (of: (interval: CountInterval) => number) =>
    intervals.reduce((total, interval) => total + of(interval), 0);
  return {
    canaryRequests: sum((one) => one.canaryRequests),
    stableRequests: sum((one) => one.stableRequests),
    canaryBad: sum((one) => one.canaryBad),
    stableBad: sum((one) => one.stableBad),
  };
}

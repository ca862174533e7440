import { totals, type CountInterval } from "@/lib/canaries/interval";

/** An interval with the time of its end, where that is known. */
export type TimedInterval = CountInterval & { readonly atMs?: number };

/** A fifth of the requests of one minute, but no fewer than 20 of them. */
const collapse = { windowMs: 60_000, badRatio: 0.2, badEvents: 20 } as const;
/** The error budget of a month in two days: the fastest burn that the SRE workbook pages for. */
const burn = { windowMs: 300_000, rate: 14.4, badEvents: 10 } as const;
/** Where the stable version fails as much, it is not the canary that does it. */
const leastRatio = 2;

/** A fifth of the last minute's requests fail: what needs no statistics. */
export function isCollapse(intervals: readonly TimedInterval[]): boolean {
  const counts = totals(newest(intervals, collapse.windowMs));
  return counts.canaryBad >= collapse.badEvents && ratioOf(counts) >= collapse.badRatio && isOwnFault(counts);
}

/** The last five minutes burn the budget that `limitRatio` allows more than 14.4 times too fast. */
export function isBurning(intervals: readonly TimedInterval[], limitRatio: number): boolean {
  const counts = totals(newest(intervals, burn.windowMs));
  return counts.canaryBad >= burn.badEvents && ratioOf(counts) > burn.rate * limitRatio && isOwnFault(counts);
}

/** The intervals at the end that lie within the window; those without a time are a window each. */
function newest(intervals: readonly TimedInterval[], windowMs: number): readonly TimedInterval[] {
  const last = intervals.at(-1);
  if (last?.atMs === undefined) return last === undefined ? [] : [last];
  const endMs = last.atMs;
  const isInside = ({ atMs }: TimedInterval) =>
    atMs !== undefined && atMs <= endMs && endMs - atMs < windowMs;
  const outside = intervals.findLastIndex((one) => !isInside(one));
  return intervals.slice(outside + 1);
}

const ratioOf = ({ canaryBad, canaryRequests }: CountInterval) =>
  canaryRequests > 0 ? canaryBad / canaryRequests : 0;

function isOwnFault(counts: CountInterval): boolean {
  const stableRatio = counts.stableRequests > 0 ? counts.stableBad / counts.stableRequests : 0;
  return ratioOf(counts) >= leastRatio * stableRatio;
}

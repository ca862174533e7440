const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses between the attempts; after the last one a message is given up, 6 hours and a half after the first. */
const pausesMs = [
  5 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
  hour,
  hour,
  hour,
  2 * hour,
];

/** Milliseconds until the next attempt after `attempts` failed ones; undefined when it is given up. */
export function retryPauseMs(attempts: number, wantedMs = 0): number | undefined {
  const pauseMs = pausesMs[attempts - 1];
  return pauseMs === undefined ? undefined : Math.max(pauseMs, Math.min(wantedMs, hour));
}

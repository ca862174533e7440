/** A span's length: "870 µs", "12.3 ms", "1.25 s", "2 min 5 s". */
export function formatDurationUs(durationUs: number): string {
  if (durationUs < 1000) return `${Math.round(durationUs)} µs`;
  if (durationUs < 1_000_000) return `${(durationUs / 1000).toFixed(durationUs < 100_000 ? 2 : 1)} ms`;
  if (durationUs < 60_000_000) return `${(durationUs / 1_000_000).toFixed(2)} s`;
  const seconds = Math.round(durationUs / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** An age or remaining time in its largest two units: "42s", "3m", "2h 5m", "4d 3h". */
export function formatAge(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days}d` : `${days}d ${hours % 24}h`;
}

/** Time since something began, to the second for as long as that says something: "45s", "3m 5s", "2h 10m". */
export function formatElapsed(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0 || minutes >= 60 || seconds % 60 === 0) return formatAge(durationMs);
  return `${minutes}m ${seconds % 60}s`;
}

/** A moment with its date and zone, in the person's zone: "Nov 21, 16:36:52 UTC"; with `hasYear` for moments far off. */
export function formatInstant(timeMs: number, locale: string, hasYear = false): string {
  return new Intl.DateTimeFormat(locale, {
    ...(hasYear ? { year: "numeric" as const } : {}),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZoneName: "short",
  }).format(timeMs);
}

/** Clock time in the person's zone; with the date when it is not within the last 20 hours of `nowMs`. */
export function formatTime(timeMs: number, locale: string, nowMs = timeMs): string {
  const withDate = Math.abs(nowMs - timeMs) > 20 * 3_600_000;
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    ...(withDate ? { month: "short", day: "numeric" } : {}),
  }).format(timeMs);
}

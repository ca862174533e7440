import type { CanaryRun } from "@/lib/canaries/run";

/** Proxies take new weights one after another, and counters follow a scrape later. */
export const skippedScrapes = 2;
const slowestTickMs = 5000;

/** How long a look may cover; what lies further apart is missing evidence, not counted. */
export function longestLookMs(scrapeMs: number): number {
  return 2 * (scrapeMs + slowestTickMs);
}

/**
 * The time whose counts the next `step` wants, ms: counters are read as they were at both ends. Undefined while there is
 * nothing to count: no write yet, proxies still take new weights, less than a scrape since the last look, or so much
 * more that the interval is missing.
 */
export function lookWindow(
  run: CanaryRun,
  nowMs: number,
  scrapeMs: number,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const fromMs = lookedUntilMs(run);
  if (fromMs === undefined || run.state === "ended" || run.state === "reverting") return undefined;
  const lengthMs = nowMs - fromMs;
  return lengthMs >= scrapeMs && lengthMs <= longestLookMs(scrapeMs) ? { fromMs, toMs: nowMs } : undefined;
}

/** Until when everything is counted, missing or left out on purpose; undefined before the first write. */
export function lookedUntilMs({ body }: CanaryRun): number | undefined {
  if (body.stage === undefined || body.stage.kind === "promote") return undefined;
  return Math.max(body.lastLookMs ?? body.stageSinceMs ?? 0, body.skipUntilMs ?? 0);
}

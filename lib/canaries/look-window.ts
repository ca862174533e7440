import type { CanaryRun } from "@/lib/canaries/run";

/**
 * The time whose counts the next `step` wants, ms: counters are read as they were at both ends. Undefined while there is
 * nothing to count: no write yet, proxies still take new weights, less than a scrape since the last look.
 */
export function lookWindow(
  _run: CanaryRun,
  _nowMs: number,
  _scrapeMs: number,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  return undefined;
}

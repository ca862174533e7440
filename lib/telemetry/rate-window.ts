/** Assumed when the scrape interval is not configured: Istio's own Prometheus sample uses 15 s. */
export const defaultScrapeMs = 15_000;

/** Longest window of one instant query; a longer range would make Prometheus read every sample of it at once. */
const windowMsMaximum = 86_400_000;

/**
 * The window of `rate()` on a grid of `stepMs`, in ms: no sample between two steps is left out, and four scrapes fit
 * in, so that one missed scrape makes no hole. Source: Prometheus' and Grafana's rule for rate windows.
 */
export function rateWindowMs(stepMs: number, scrapeMs = defaultScrapeMs): number {
  return Math.max(4 * scrapeMs, stepMs);
}

/** The window for one figure over a whole span, in ms: the span itself, at least four scrapes, at most a day. */
export function instantWindowMs(spanMs: number, scrapeMs = defaultScrapeMs): number {
  return Math.min(Math.max(4 * scrapeMs, spanMs), windowMsMaximum);
}

/** A duration as PromQL writes it: `900s`, or `1500ms` when it is no whole number of seconds. */
export function promDuration(durationMs: number): string {
  const whole = Math.max(1, Math.round(durationMs));
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}

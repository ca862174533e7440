/** A ratio (0 to 1) above which something is degraded, and at which it is failing. */
export type RatioThreshold = {
  readonly degradedAbove: number;
  readonly failingAt: number;
};

export type HealthThresholds = {
  /** HTTP 5xx of all HTTP requests. */
  readonly errorRatio5xx: RatioThreshold;
  /** HTTP 4xx. Higher: most are the caller's own mistakes. */
  readonly errorRatio4xx: RatioThreshold;
  /** Requests that got no response. */
  readonly noResponseRatio: RatioThreshold;
  /** gRPC statuses 1 to 16. */
  readonly errorRatioGrpc: RatioThreshold;
  /** No default: only the owner of a service knows how fast it should be. */
  readonly latencyMsP99?: { readonly degradedAbove: number; readonly failingAt: number };
  /** Fewer errors than this in the window are named, but change no status. */
  readonly errorsMinimum: number;
  /** With fewer requests than this in the window nothing is failing, only degraded. */
  readonly requestsMinimum: number;
};

/**
 * Ratios are Kiali's defaults, with two differences. Degraded begins above 0.1 % instead of above 0: at a thousand
 * requests a second a single failed one is no news. And a minimum of evidence: one error of three requests at night
 * is 33 %, but it is one error, so below `errorsMinimum` it is named without changing the status.
 */
export const defaultThresholds: HealthThresholds = {
  errorRatio5xx: { degradedAbove: 0.001, failingAt: 0.1 },
  errorRatio4xx: { degradedAbove: 0.1, failingAt: 0.2 },
  noResponseRatio: { degradedAbove: 0.001, failingAt: 0.1 },
  errorRatioGrpc: { degradedAbove: 0.001, failingAt: 0.1 },
  errorsMinimum: 2,
  requestsMinimum: 10,
};

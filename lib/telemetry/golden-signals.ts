/**
 * Golden signals of one thing over one window. undefined is "unknown": the source was silent, which is neither zero
 * nor healthy. A measured zero is 0.
 */
export type GoldenSignals = {
  readonly requestsPerSecond?: number;
  /** 0 to 1; unknown when there were no requests. */
  readonly errorRatio?: number;
  readonly latencyMsP50?: number;
  readonly latencyMsP95?: number;
  readonly latencyMsP99?: number;
  /** 0 to 1 of the tightest known limit. */
  readonly saturationRatio?: number;
  readonly tcpBytesPerSecond?: number;
};

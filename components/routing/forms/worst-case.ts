/** Envoy's base interval between tries, when none is set. */
const defaultBackoffMs = 25;

type RetryPlan = {
  /** For the request with all its tries; absent for none. */
  readonly timeoutMs?: number | undefined;
  /** Beside the first try. */
  readonly retries: number;
  readonly perTryMs?: number | undefined;
  readonly backoffMs?: number | undefined;
};

/**
 * The longest that a caller can wait, in ms; undefined when nothing limits it. A try without a limit of its own may take
 * the whole time. Source: Envoy waits up to (2^n − 1) × base before retry n, at most ten times the base.
 */
export function worstCaseMs({
  timeoutMs,
  retries,
  perTryMs,
  backoffMs = defaultBackoffMs,
}: RetryPlan): number | undefined {
  if (perTryMs === undefined) return timeoutMs;
  let waitMs = 0;
  for (let retry = 1; retry <= retries; retry += 1) {
    waitMs += Math.min((2 ** retry - 1) * backoffMs, 10 * backoffMs);
  }
  const triesMs = (retries + 1) * perTryMs + waitMs;
  return timeoutMs === undefined ? triesMs : Math.min(timeoutMs, triesMs);
}

/** How many tries can run to their limit before the timeout ends the request. */
export function fullTries({ timeoutMs, retries, perTryMs }: RetryPlan): number {
  if (timeoutMs === undefined || perTryMs === undefined) return retries + 1;
  return Math.min(retries + 1, Math.max(1, Math.floor(timeoutMs / perTryMs)));
}

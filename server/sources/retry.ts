import { asFaultError } from "./exchange";
import type { Fault } from "./fault";
import type { Clock } from "./request-options";

/** Longer than this nobody waits in front of a page for. */
const retryAfterMaxMs = 5000;

/** Runs `attempt` once more when the first fault is one that passes by itself. Only reads may be sent again. */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  read: boolean,
  clock: Clock,
  signal: AbortSignal | undefined,
  onRetry: () => void,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const delayMs = read ? retryDelayMs(asFaultError(error, false).fault, clock.random()) : undefined;
    if (delayMs === undefined || signal?.aborted === true) throw error;
    onRetry();
    await clock.wait(delayMs, signal).catch(() => Promise.reject(error));
    return attempt();
  }
}

/** How long to wait before the second attempt; undefined when it would not help. `random` is in [0, 1). */
export function retryDelayMs(fault: Fault, random: number): number | undefined {
  const passing =
    (fault.reason === "refused" && fault.status === undefined) ||
    (fault.reason === "reset" && fault.status === undefined) ||
    fault.status === 429 ||
    fault.status === 502 ||
    (fault.status === 503 && fault.reason !== "timeout") ||
    fault.status === 504;
  if (!passing) return undefined;
  if (fault.retryAfterMs !== undefined)
    return fault.retryAfterMs <= retryAfterMaxMs ? fault.retryAfterMs : undefined;
  return fault.status === 429 ? undefined : 50 + random * 150;
}

import { parseDurationMs } from "./duration";
import type { FaultPolicy, RetryPolicy } from "./model";
import type { FaultSpec, RetriesSpec } from "./virtual-service-spec";

const defaultRetryOn = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

/** What Istio puts on a route that says nothing about retries. Source: istiod's retry.DefaultPolicy, as captured. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 2,
  retryOn: defaultRetryOn,
  avoidsPreviousHosts: true,
};

/** Status codes that have a name; istiod takes other numbers in retryOn for conditions. Source: Go's net/http. */
function isStatusCode(word: string): boolean {
  if (!/^\d{3}$/.test(word)) return false;
  const code = Number(word);
  const ranges = [
    [100, 103],
    [200, 208],
    [226, 226],
    [300, 305],
    [307, 308],
    [400, 418],
    [421, 426],
    [428, 429],
    [431, 431],
    [451, 451],
    [500, 508],
    [510, 511],
  ] as const;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/**
 * The retry policy of a route; undefined when attempts is 0. Numbers in retryOn become status codes. Under consistent
 * hashing a retry may go to the same host. Source: istiod's retry.ConvertPolicy.
 */
export function retryPolicy(spec: RetriesSpec | undefined, consistentHash = false): RetryPolicy | undefined {
  if (spec === undefined)
    return consistentHash ? { ...defaultRetryPolicy, avoidsPreviousHosts: false } : defaultRetryPolicy;
  const attempts = spec.attempts ?? 0;
  if (attempts <= 0) return undefined;
  const words = (spec.retryOn ?? "").split(",").flatMap((word) => (word.trim() === "" ? [] : word.trim()));
  const codes = words.filter(isStatusCode).map(Number);
  const conditions = words.filter((word) => !isStatusCode(word));
  if (codes.length > 0 && !conditions.includes("retriable-status-codes"))
    conditions.push("retriable-status-codes");
  const backoffMs = spec.backoff === undefined ? undefined : parseDurationMs(spec.backoff);
  const perTryTimeoutMs = spec.perTryTimeout === undefined ? undefined : parseDurationMs(spec.perTryTimeout);
  return {
    attempts,
    retryOn: words.length === 0 ? defaultRetryOn : conditions.join(","),
    ...(codes.length === 0 ? {} : { retriableStatusCodes: codes }),
    ...(perTryTimeoutMs === undefined || perTryTimeoutMs === 0 ? {} : { perTryTimeoutMs }),
    ...(backoffMs === undefined ? {} : { backoffMs }),
    avoidsPreviousHosts: spec.retryIgnorePreviousHosts ?? !consistentHash,
    ...(spec.retryRemoteLocalities === true ? { prefersOtherLocalities: true } : {}),
  };
}

/** The fault of a route. A fault without a percentage touches no request, as Istio's API says. */
export function faultPolicy(spec: FaultSpec | undefined): FaultPolicy | undefined {
  const delayMs = spec?.delay?.fixedDelay === undefined ? undefined : parseDurationMs(spec.delay.fixedDelay);
  const delay =
    spec?.delay === undefined || delayMs === undefined
      ? undefined
      : { percent: spec.delay.percentage?.value ?? spec.delay.percent ?? 0, delayMs };
  const { httpStatus, grpcStatus } = spec?.abort ?? {};
  const abort =
    spec?.abort === undefined || (httpStatus === undefined && grpcStatus === undefined)
      ? undefined
      : {
          percent: spec.abort.percentage?.value ?? 0,
          ...(httpStatus === undefined ? {} : { httpStatus }),
          ...(grpcStatus === undefined ? {} : { grpcStatus }),
        };
  if (delay === undefined && abort === undefined) return undefined;
  return { ...(delay === undefined ? {} : { delay }), ...(abort === undefined ? {} : { abort }) };
}

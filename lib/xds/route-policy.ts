import { parseDurationMs } from "./duration";
import type { FaultPolicy, RetryPolicy } from "./model";
import type { FaultSpec, RetriesSpec } from "./virtual-service-spec";

const defaultRetryOn = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

/** What Istio puts on a route that says nothing about retries. Source: istiod's retry.DefaultPolicy, as captured. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 2, retryOn: defaultRetryOn };

/** The retry policy of a route; undefined when attempts is 0. Numbers in retryOn become status codes. */
export function retryPolicy(spec: RetriesSpec | undefined): RetryPolicy | undefined {
  if (spec === undefined) return defaultRetryPolicy;
  const attempts = spec.attempts ?? 0;
  if (attempts <= 0) return undefined;
  const words = (spec.retryOn ?? "").split(",").flatMap((word) => (word.trim() === "" ? [] : word.trim()));
  const codes = words.filter((word) => /^\d{3}$/.test(word)).map(Number);
  const conditions = words.filter((word) => !/^\d{3}$/.test(word));
  if (codes.length > 0 && !conditions.includes("retriable-status-codes"))
    conditions.push("retriable-status-codes");
  const perTryTimeoutMs = spec.perTryTimeout === undefined ? undefined : parseDurationMs(spec.perTryTimeout);
  return {
    attempts,
    retryOn: words.length === 0 ? defaultRetryOn : conditions.join(","),
    ...(codes.length === 0 ? {} : { retriableStatusCodes: codes }),
    ...(perTryTimeoutMs === undefined || perTryTimeoutMs === 0 ? {} : { perTryTimeoutMs }),
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

import { ApiFailure, unauthorized } from "@/server/demo/kubernetes/status";

/** What a test or a scenario can break. */
export type FaultKnobs = {
  /** The next `count` requests are answered with this status, whatever they ask. */
  readonly failNext: (count: number, code: number, retryAfterSeconds?: number) => void;
  /** Every answer waits that long. */
  readonly setDelayMs: (delayMs: number) => void;
};

export type FaultState = {
  readonly knobs: FaultKnobs;
  /** The failure of the next request, if one is set. */
  readonly take: () => ApiFailure | undefined;
  readonly delayMs: () => number;
};

function failureFrom(code: number, retryAfterSeconds: number | undefined): ApiFailure {
  switch (code) {
    case 401:
      return unauthorized();
    case 403:
      return new ApiFailure(403, "Forbidden", "forbidden: access denied by a test", {});
    case 410:
      return new ApiFailure(410, "Expired", "The resourceVersion for the provided watch is too old.");
    case 429:
      return new ApiFailure(429, "TooManyRequests", "too many requests, please try again later.", {
        retryAfterSeconds: retryAfterSeconds ?? 1,
      });
    default: {
      const message = "an error on the server has prevented the request from succeeding";
      const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      return new ApiFailure(code, code === 503 ? "ServiceUnavailable" : "InternalError", message, details);
    }
  }
}

export function createFaults(): FaultState {
  let pending: ApiFailure[] = [];
  let delayMs = 0;
  return {
    knobs: {
      failNext(count, code, retryAfterSeconds) {
        pending = Array.from({ length: count }, () => failureFrom(code, retryAfterSeconds));
      },
      setDelayMs(next) {
        delayMs = next;
      },
    },
    take: () => pending.shift(),
    delayMs: () => delayMs,
  };
}

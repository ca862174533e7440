import type { FaultPolicy, RetryPolicy } from "@/lib/xds/model";
import type { WorkloadSpec } from "@/server/demo/world/spec";
import { add, cutAt, type Distribution, mix, point, shareBelow } from "./distribution";

/** What became of a share of the requests of one call, as its caller's proxy saw it. */
export type Outcome = {
  readonly share: number;
  /** HTTP status; 0 is no response. */
  readonly code: number;
  readonly grpcStatus?: string;
  readonly flag: string;
  /** Absent where no upstream was reached or it has no workload that telemetry knows. */
  readonly destination?: WorkloadSpec;
  readonly target?: string;
  readonly latency: Distribution;
};

export function isFailure(outcome: Outcome): boolean {
  if (outcome.grpcStatus !== undefined && outcome.grpcStatus !== "0") return true;
  return outcome.code === 0 || outcome.code >= 400;
}

function addFlag(flag: string, extra: string): string {
  return flag === "-" ? extra : `${flag},${extra}`;
}

/** Whether a retry policy takes an outcome up again. Answers that the proxy itself made without an upstream are final. */
export function isRetried(outcome: Outcome, policy: RetryPolicy): boolean {
  if (!isFailure(outcome) || ["UH", "UO", "NR", "NC"].includes(outcome.flag)) return false;
  const on = new Set(policy.retryOn.split(","));
  const codes = policy.retriableStatusCodes ?? [503];
  const { code, flag, grpcStatus } = outcome;
  return (
    (on.has("5xx") && (code >= 500 || code === 0)) ||
    (on.has("gateway-error") && code >= 502 && code <= 504) ||
    (on.has("connect-failure") && flag === "UF") ||
    (on.has("reset") && (flag === "UC" || code === 0)) ||
    (on.has("retriable-status-codes") && grpcStatus === undefined && codes.includes(code) && flag === "-") ||
    (on.has("unavailable") && grpcStatus === "14") ||
    (on.has("cancelled") && grpcStatus === "1") ||
    (on.has("internal") && grpcStatus === "13") ||
    (on.has("deadline-exceeded") && grpcStatus === "4")
  );
}

function latencyOf(outcomes: readonly Outcome[]): Distribution {
  return mix(outcomes.map((outcome) => [outcome.share, outcome.latency]));
}

/** Splits outcomes at a deadline: what is slower becomes 504 with flag UT. */
export function withDeadline(
  outcomes: readonly Outcome[],
  limitMs: number,
  grpc: boolean,
): readonly Outcome[] {
  return outcomes.flatMap((outcome): Outcome[] => {
    const inTime = shareBelow(outcome.latency, limitMs);
    if (inTime > 0.9999) return [outcome];
    const late: Outcome = {
      ...outcome,
      share: outcome.share * (1 - inTime),
      code: grpc ? 200 : 504,
      flag: "UT",
      latency: point(limitMs),
      ...(grpc ? { grpcStatus: "4" } : {}),
    };
    if (inTime < 0.0001) return [late];
    return [{ ...outcome, share: outcome.share * inTime, latency: cutAt(outcome.latency, limitMs) }, late];
  });
}

export type Tried = {
  readonly outcomes: readonly Outcome[];
  /** Attempts for each request that was sent: 1 without retries. */
  readonly attempts: number;
};

const backoffMs = 25;

/** What a request ends as after its retries: successes of any attempt, or the failure of the last one (URX). */
export function withRetries(outcomes: readonly Outcome[], policy: RetryPolicy | undefined): Tried {
  const retried = policy === undefined ? [] : outcomes.filter((outcome) => isRetried(outcome, policy));
  const share = retried.reduce((sum, outcome) => sum + outcome.share, 0);
  if (policy === undefined || share < 1e-9) return { outcomes, attempts: 1 };
  let attempts = 0;
  for (let attempt = 0; attempt <= policy.attempts; attempt += 1) attempts += share ** attempt;
  // How long the failed attempts before the last one took, weighted by how often there were some.
  const failed = add(latencyOf(retried), point(backoffMs));
  const after = (latency: Distribution) =>
    mix([
      [1 - share, latency],
      [share * (1 - share), add(failed, latency)],
      [share * share, add(failed, add(failed, latency))],
    ]);
  const final = outcomes.map((outcome): Outcome =>
    retried.includes(outcome)
      ? {
          ...outcome,
          share: outcome.share * share ** policy.attempts,
          flag: addFlag(outcome.flag, "URX"),
          latency: add(failed, outcome.latency),
        }
      : { ...outcome, share: outcome.share * attempts, latency: after(outcome.latency) },
  );
  return { outcomes: final, attempts };
}

const grpcOfHttp: Readonly<Record<number, string>> = {
  400: "13",
  401: "16",
  403: "7",
  404: "12",
  429: "14",
  502: "14",
  503: "14",
  504: "14",
};

/** An answer that the proxy makes itself; to gRPC callers it is HTTP 200 with a status in the trailers. */
export function localReply(share: number, code: number, flag: string, grpc: boolean): Outcome {
  const latency = point(0.3);
  if (!grpc) return { share, code, flag, latency };
  return { share, code: 200, grpcStatus: grpcOfHttp[code] ?? "2", flag, latency };
}

type Faulted = {
  readonly outcomes: readonly Outcome[];
  /** Share of requests that go on to an upstream. */
  readonly passed: number;
};

/** Faults strike before routing: the route's timeout does not run while a request is delayed. */
export function withFaults(
  outcomes: readonly Outcome[],
  fault: FaultPolicy | undefined,
  grpc: boolean,
): Faulted {
  if (fault === undefined) return { outcomes, passed: 1 };
  const delayed = (fault.delay?.percent ?? 0) / 100;
  const aborted = (fault.abort?.percent ?? 0) / 100;
  const wait = point(fault.delay?.delayMs ?? 0);
  const abort = localReply(
    aborted,
    fault.abort?.httpStatus ?? 200,
    "FI",
    grpc || fault.abort?.grpcStatus !== undefined,
  );
  const status = fault.abort?.grpcStatus;
  const ends = [
    ...outcomes.map((outcome) => ({ ...outcome, share: outcome.share * (1 - aborted) })),
    ...(aborted > 0 ? [status === undefined ? abort : { ...abort, grpcStatus: grpcCode(status) }] : []),
  ];
  const split = ends.flatMap((outcome): Outcome[] => [
    { ...outcome, share: outcome.share * (1 - delayed) },
    {
      ...outcome,
      share: outcome.share * delayed,
      flag: outcome.flag === "-" ? "DI" : `DI,${outcome.flag}`,
      latency: add(wait, outcome.latency),
    },
  ]);
  return { outcomes: split.filter((outcome) => outcome.share > 0), passed: 1 - aborted };
}

const grpcNames = (
  "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED " +
  "RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"
).split(" ");

function grpcCode(name: string): string {
  const code = grpcNames.indexOf(name);
  return /^\d+$/.test(name) ? name : String(code < 0 ? 2 : code);
}

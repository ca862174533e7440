import { point } from "@/server/demo/world/distribution";
import type { Outcome } from "@/server/demo/world/traffic-outcome";
import type { DemoSpan } from "./span";

/** How one request, or one attempt at it, ended. */
export type Result = {
  readonly status: number;
  readonly grpcStatus: string | undefined;
  readonly flags: string;
  readonly durationUs: number;
};

/** Writes the end of a request into its span. */
export function finish(span: DemoSpan, result: Result): void {
  span.durationUs = Math.max(1, Math.round(result.durationUs));
  span.status = result.status;
  span.grpcStatus = result.grpcStatus;
  span.flags = result.flags;
  if (result.status === 0 || result.flags !== "-") span.responseBytes = result.flags === "-" ? 0 : 91;
}

const grpcOfHttp: Readonly<Record<number, string>> = { 403: "7", 404: "12", 503: "14", 504: "14" };

/** An answer that a proxy makes itself. */
export function localResult(code: number, flags: string, durationUs: number, grpc: boolean): Result {
  return {
    status: grpc ? 200 : code,
    grpcStatus: grpc ? (grpcOfHttp[code] ?? "2") : undefined,
    flags,
    durationUs,
  };
}

/** What a server's proxy reports of a request whose caller did not wait. */
export function abandoned(durationUs: number): Result {
  return { status: 0, grpcStatus: undefined, flags: "DC", durationUs };
}

export function timedOut(grpc: boolean): Omit<Result, "durationUs"> {
  return { status: grpc ? 200 : 504, grpcStatus: grpc ? "4" : undefined, flags: "UT" };
}

export function withFlag(flags: string, extra: string): string {
  return flags === "-" ? extra : `${flags},${extra}`;
}

/** The rules for retries and failures do not look at the time that a request took. */
const anyLatency = point(0);

/** A result as the simulation's rules for retries and failures want it. */
export function asOutcome(result: Result): Outcome {
  return {
    share: 1,
    code: result.status,
    flag: result.flags,
    latency: anyLatency,
    ...(result.grpcStatus === undefined ? {} : { grpcStatus: result.grpcStatus }),
  };
}

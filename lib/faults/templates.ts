import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { FaultIntent } from "@/lib/routing/fault";

const minuteMs = 60_000;

/** A plan without a service: what one starts from. The UI has a name and a text for each id. */
export type BuiltInTemplate = {
  readonly id: string;
  readonly fault: Pick<FaultIntent, "delay" | "abort">;
  /** In place of the abort's HTTP status where the service speaks gRPC. */
  readonly grpcStatus?: "UNAVAILABLE" | "DEADLINE_EXCEEDED" | "RESOURCE_EXHAUSTED" | "INTERNAL";
  readonly ramp: readonly { readonly share: number; readonly seconds: number }[];
  readonly durationMs: number;
  readonly steadyMs: number;
  readonly conditions: readonly ExperimentCondition[];
};

const callersSucceed: ExperimentCondition = { kind: "success", of: "callers", minPercent: 99 };
const gentle = [
  { share: 0.1, seconds: 60 },
  { share: 0.5, seconds: 60 },
] as const;
const usual = { ramp: gentle, durationMs: 5 * minuteMs, steadyMs: 2 * minuteMs } as const;

/** Ways in which dependencies fail, mild ones first. */
export const builtInTemplates: readonly BuiltInTemplate[] = [
  { id: "slow", ...usual, fault: { delay: { percent: 10, delayMs: 500 } }, conditions: [callersSucceed] },
  {
    id: "latency_tail",
    ...usual,
    fault: { delay: { percent: 1, delayMs: 3000 } },
    conditions: [callersSucceed],
  },
  {
    id: "hangs",
    ...usual,
    fault: { delay: { percent: 5, delayMs: 30_000 } },
    conditions: [callersSucceed, { kind: "latency", of: "callers", edgeMs: 1000, minPercent: 95 }],
  },
  {
    id: "some_errors",
    ...usual,
    fault: { abort: { percent: 5, httpStatus: 503 } },
    grpcStatus: "UNAVAILABLE",
    conditions: [callersSucceed],
  },
  {
    id: "overloaded",
    ...usual,
    fault: { abort: { percent: 20, httpStatus: 429 } },
    grpcStatus: "RESOURCE_EXHAUSTED",
    conditions: [callersSucceed],
  },
  {
    id: "brown_out",
    ...usual,
    fault: { delay: { percent: 30, delayMs: 1000 }, abort: { percent: 10, httpStatus: 503 } },
    grpcStatus: "UNAVAILABLE",
    conditions: [{ ...callersSucceed, minPercent: 95 }],
  },
  {
    id: "outage",
    ramp: [
      { share: 0.1, seconds: 30 },
      { share: 0.5, seconds: 30 },
    ],
    durationMs: 3 * minuteMs,
    steadyMs: 5 * minuteMs,
    fault: { abort: { percent: 100, httpStatus: 503 } },
    grpcStatus: "UNAVAILABLE",
    conditions: [{ ...callersSucceed, minPercent: 90 }],
  },
];

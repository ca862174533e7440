import type { PauseReason } from "@/lib/canaries/run";
import type { Verdict } from "@/lib/canaries/verdict";
import type { DelegatedState } from "@/lib/delivery/delegated";
import type { RunOutcome, RunState } from "@/lib/delivery/run";
import type { StandingWeight } from "@/lib/delivery/standing";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { RuleFault } from "@/lib/routing/rule-fault";

/** `split` and `fault` stand in the mesh and nobody's run holds them. */
export const deliveryKinds = ["canary", "experiment", "rollout", "split", "fault"] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

export const deliveryOwners = ["heddle", "flagger", "argo", "nobody"] as const;
export type DeliveryOwner = (typeof deliveryOwners)[number];

/** The verdict in numbers, for one line. */
export type CanaryEvidence = Pick<
  Verdict,
  "verdict" | "reason" | "metric" | "rollbackE" | "rollbackLimit" | "promotionE" | "promotionLimit"
> & {
  /** Of the metric with the most requests; absent before anything was counted. */
  readonly canaryRequests?: number;
  readonly canaryRatio?: number;
  readonly stableRatio?: number;
};

/** The last look at an experiment's conditions. */
export type ExperimentEvidence = {
  readonly holding: number;
  readonly broken: number;
  readonly unknown: number;
  readonly atMs: number;
};

/** One line of the delivery page. What is unknown is absent. */
export type DeliveryRow = {
  readonly key: string;
  readonly kind: DeliveryKind;
  readonly owner: DeliveryOwner;
  readonly service: { readonly namespace: string; readonly name: string };
  /** Somebody or something is at it right now. */
  readonly isActive: boolean;
  /** `standing`: nobody moves it. */
  readonly state: RunState | DelegatedState | "standing";
  readonly outcome?: RunOutcome;
  readonly runId?: string;
  /** The object in the cluster that this is, or that the run writes. */
  readonly ref?: ObjectRef;
  readonly rule?: string;
  /** Where requests go now, by the route in the cluster. */
  readonly weights?: readonly StandingWeight[];
  /** The name among the weights whose share grows. */
  readonly canaryName?: string;
  /** Share of the new version, where no route says it by name. */
  readonly canaryPercent?: number;
  readonly step?: { readonly index: number; readonly count: number };
  readonly pauseReason?: PauseReason;
  readonly endingReason?: string;
  readonly fault?: RuleFault | "unreadable";
  readonly expiresAtMs?: number;
  readonly canaryEvidence?: CanaryEvidence;
  readonly experimentEvidence?: ExperimentEvidence;
  /** In the words of another controller. */
  readonly message?: string;
  readonly hypothesis?: string;
  readonly createdBy?: string;
  readonly createdAtMs?: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** How many times a new revision made it begin again. */
  readonly restarts?: number;
};

/** Milliseconds from the first write to the end, or to `nowMs`; undefined while nothing was written. */
export function runDurationMs(
  row: Pick<DeliveryRow, "startedAtMs" | "endedAtMs">,
  nowMs: number,
): number | undefined {
  return row.startedAtMs === undefined ? undefined : (row.endedAtMs ?? nowMs) - row.startedAtMs;
}

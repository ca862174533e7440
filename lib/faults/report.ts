import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { ExperimentEnding, RevertProof } from "@/lib/faults/run";

/** What the fault was to hit and what it hit, as shares of the requests in its scope (0 to 1). */
export type AchievedRate = {
  readonly requests: number;
  readonly hit: number;
  readonly requestedShare: number;
  readonly achievedShare?: number;
  /** Where the true share lies with 95 % confidence. */
  readonly range?: { readonly low: number; readonly high: number };
  /** Whether the requested share lies within the range; absent without requests. */
  readonly isAsRequested?: boolean;
};

export type ConditionReport = {
  readonly key: string;
  readonly condition: ExperimentCondition;
  /** Over all looks of the phase; absent when none gave a figure. */
  readonly before?: number;
  readonly during?: number;
  readonly after?: number;
  /** The worst look during the fault. */
  readonly worst?: number;
  /** Looks during the fault that found it broken, and all that gave a figure. */
  readonly broken: number;
  readonly looks: number;
};

export type ExperimentReport = {
  readonly hypothesis: string;
  /** `unknown` when the fault was never in force long enough, hit nobody, or could not be measured. */
  readonly verdict: "held" | "refuted" | "unknown";
  /** Code of why, with a text in the UI: `conditions_held`, `condition_broken`, `never_in_force`, `nobody_hit`, `ended_early`, `not_measured`. */
  readonly because: string;
  readonly ending?: ExperimentEnding;
  readonly endedBy?: string;
  readonly inForceMs: number;
  /** Time between the planned end and the proof that the fault is gone; negative when it ended before. */
  readonly pastExpiryMs?: number;
  readonly abort?: AchievedRate;
  readonly delay?: AchievedRate;
  readonly callers: readonly {
    readonly namespace: string;
    readonly workload: string;
    readonly requests: number;
    readonly hit: number;
    readonly share?: number;
  }[];
  readonly conditions: readonly ConditionReport[];
  readonly approvedBy?: string;
  readonly startedBy: string;
  readonly reason: string;
  readonly conclusion?: { readonly text: string; readonly actor: string; readonly atMs: number };
  readonly proof: readonly RevertProof[];
};

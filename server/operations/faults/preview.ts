import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ConditionNow } from "@/lib/faults/condition";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { PreflightCheck } from "@/lib/faults/preflight";
import type { ErrorBudget, ExperimentCaller } from "@/server/operations/faults/options";
import type { OperationContext } from "@/server/ports";

/** One strength with what is expected of it. */
export type StrengthPreview = {
  readonly index: number;
  /** Of the full strength, above 0 to 1. */
  readonly share: number;
  /** From the first write. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Requested percentage of the requests in scope; 0 for a part that the fault does not have. */
  readonly abortPercent: number;
  readonly delayPercent: number;
  /** Requests that will be hit; absent when the scope's traffic is unknown. */
  readonly hitPerSecond?: number;
  readonly byCaller: readonly {
    readonly namespace: string;
    readonly workload: string;
    readonly hitPerSecond: number;
    /** Share of failures that those who call the caller still see after their retries. */
    readonly seenPercent: number;
    /** How much the load of the caller grows by those retries. */
    readonly loadFactor: number;
  }[];
};

export type ExperimentPreview = {
  readonly plan: ExperimentPlan;
  /** Absent when the metrics are unknown. */
  readonly callers?: readonly ExperimentCaller[];
  /** Headers, paths and methods are not in the metrics: the figures then are what is hit at most. */
  readonly isUpperBound: boolean;
  readonly strengths: readonly StrengthPreview[];
  readonly conditions: readonly ConditionNow[];
  readonly budget?: ErrorBudget;
  /** The first strength through the change engine: objects, diff, findings, owners, dry run, blockers. */
  readonly change?: ChangeSet;
  readonly preflight: readonly PreflightCheck[];
  readonly needsApproval: boolean;
  /** The first write is at `nowMs` plus this: the steady state is watched for so long. */
  readonly steadyMs: number;
  readonly durationMs: number;
};

/** What an experiment would do and whether it may begin. Nothing is written to the cluster. */
export async function previewExperiment(
  _ctx: OperationContext,
  _input: { readonly cluster: string; readonly plan: ExperimentPlan },
): Promise<Sourced<ExperimentPreview>> {
  throw new ConsoleError("internal", "Experiments cannot be planned yet");
}

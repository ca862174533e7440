import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import type { AchievedRate } from "@/lib/faults/achieved";
import type { ExperimentReport } from "@/lib/faults/report";
import type { ExperimentRun, RevertProof } from "@/lib/faults/run";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { RunEvent } from "@/lib/delivery/run";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { OperationContext } from "@/server/ports";

/** What an object that the run wrote says now. */
export type HeldObject = {
  readonly ref: ObjectRef;
  /** `foreign` is held by another run; `unknown` could not be read. */
  readonly state: "held" | "free" | "foreign" | "absent" | "unknown";
  readonly step?: string;
  readonly expiresAtMs?: number;
};

export type ExperimentDetail = {
  readonly run: ExperimentRun;
  readonly events: readonly RunEvent[];
  readonly conditions: readonly { readonly key: string; readonly condition: ExperimentCondition }[];
  /** From the first strength to the last, with the times that the plan gives them; times are absent before the first write. */
  readonly strengths: readonly {
    readonly index: number;
    readonly share: number;
    readonly durationMs: number;
    readonly fromMs?: number;
    readonly toMs?: number;
  }[];
  /** When the fault is gone at the latest; absent before the first write. */
  readonly expiresAtMs?: number;
  readonly abort?: AchievedRate;
  readonly delay?: AchievedRate;
  readonly objects: readonly HeldObject[];
  readonly proof: readonly RevertProof[];
  /** Once it has ended. */
  readonly report?: ExperimentReport;
  readonly approval?: { readonly approvedBy?: string; readonly mayApprove: boolean };
  readonly killSwitch?: { readonly reason: string; readonly engagedBy: string; readonly engagedAtMs: number };
  readonly readOnlyReason?: string;
  readonly nowMs: number;
};

/** An experiment with all that is known of it. Throws not_found. */
export async function readExperiment(
  _ctx: OperationContext,
  _runId: string,
): Promise<Sourced<ExperimentDetail>> {
  throw new ConsoleError("internal", "Experiments cannot be read yet");
}

import { ConsoleError } from "@/lib/errors";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { OperationContext } from "@/server/ports";

export type StartExperiment = {
  readonly cluster: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  /** The person saw the warnings (conflicts, new findings, budget) and goes on. */
  readonly force: boolean;
  readonly startAtMs?: number | undefined;
};

/** Stores an experiment, which then begins by itself. Throws precondition_failed with the check that keeps it away. */
export async function startExperiment(
  _ctx: OperationContext,
  _input: StartExperiment,
): Promise<{ readonly runId: string }> {
  throw new ConsoleError("internal", "Experiments cannot be started yet");
}

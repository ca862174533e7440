import { ConsoleError } from "@/lib/errors";
import type { OperationContext } from "@/server/ports";

export type ExperimentAct =
  | { readonly act: "stop"; readonly reason: string }
  | { readonly act: "conclude"; readonly text: string };

/** Ends an experiment now, or keeps what a person concluded from it. Ending waits for nothing. */
export async function actOnExperiment(
  _ctx: OperationContext,
  _runId: string,
  _act: ExperimentAct,
): Promise<{ readonly runId: string }> {
  throw new ConsoleError("internal", "Experiments cannot be ended yet");
}

/** A second person's yes to an experiment that waits for it. Throws forbidden for who made it. */
export async function approveExperiment(
  _ctx: OperationContext,
  _input: { readonly runId: string; readonly comment: string },
): Promise<{ readonly runId: string }> {
  throw new ConsoleError("internal", "Experiments cannot be approved yet");
}

import type { CanaryPlan } from "@/lib/canaries/plan";
import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { OperationContext } from "@/server/ports";

export type StartInput = {
  readonly cluster: string;
  readonly plan: CanaryPlan;
  readonly reason: string;
  /** Field conflicts, new findings and warnings of the preview were seen. */
  readonly force: boolean;
  /** Not before this time. */
  readonly startAtMs?: number | undefined;
};

export type RunStarted = {
  readonly runId: string;
  readonly state: RunState;
  readonly needsApproval: boolean;
};

/** Stores a run; the leader makes its first write. Throws precondition_failed with the obstacle. */
export async function startCanary(_ctx: OperationContext, _input: StartInput): Promise<RunStarted> {
  throw new ConsoleError("internal", "not here yet");
}

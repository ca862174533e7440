import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { OperationContext } from "@/server/ports";

/** What a person may do to a run that goes on. */
export const canaryActs = ["pause", "resume", "open_gate", "promote", "abort", "put_back"] as const;
export type CanaryAct = (typeof canaryActs)[number];

/** Notes the act on the run; the leader carries it out within a second. Throws conflict when it makes no sense now. */
export async function actOnCanary(
  _ctx: OperationContext,
  _input: { readonly runId: string; readonly act: CanaryAct; readonly reason: string },
): Promise<{ readonly runId: string; readonly state: RunState }> {
  throw new ConsoleError("internal", "not here yet");
}

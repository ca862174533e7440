import type { CanaryActKind } from "@/lib/canaries/decision";
import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { OperationContext } from "@/server/ports";

/** Notes the act on the run; the leader carries it out within a second. Throws conflict when it makes no sense now. */
export async function actOnCanary(
  _ctx: OperationContext,
  _input: { readonly runId: string; readonly act: CanaryActKind; readonly reason: string },
): Promise<{ readonly runId: string; readonly state: RunState }> {
  throw new ConsoleError("internal", "not here yet");
}

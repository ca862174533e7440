import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { OperationContext } from "@/server/ports";

/** A second person's yes to a waiting run. Throws forbidden for whoever began it. */
export async function approveCanary(
  _ctx: OperationContext,
  _input: { readonly runId: string; readonly comment: string },
): Promise<{ readonly runId: string; readonly state: RunState }> {
  throw new ConsoleError("internal", "not here yet");
}

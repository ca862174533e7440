import { phrase } from "@/lib/phrase";
import type { CanaryEventKind } from "@/lib/canaries/event-kinds";
import type { CanaryRun } from "@/lib/canaries/run";
import type { RunState } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import { saveAct } from "@/server/operations/canaries/save-act";
import type { OperationContext } from "@/server/ports";

/** A second person's yes to a waiting run. Throws forbidden for whoever began it. */
export async function approveCanary(
  ctx: OperationContext,
  input: { readonly runId: string; readonly comment: string },
): Promise<{ readonly runId: string; readonly state: RunState }> {
  const actor = ctx.actor.name;
  const { id, state } = await saveAct(ctx, input.runId, (run) => {
    refuseApproval(run, actor);
    const data = { comment: input.comment.trim() };
    return {
      run: { ...run, body: { ...run.body, approvedBy: actor } },
      events: [{ atMs: ctx.nowMs(), kind: "approved" satisfies CanaryEventKind, actor, data }],
    };
  });
  return { runId: id, state };
}

function refuseApproval(run: CanaryRun, actor: string): void {
  if (run.createdBy === actor) {
    throw new ConsoleError("forbidden", phrase("run_own_approval"), {
      hint: phrase("send_page_address"),
    });
  }
  if (run.body.needsApproval !== true) {
    throw new ConsoleError("conflict", phrase("run_needs_no_approval"), { details: { state: run.state } });
  }
  if (run.body.approvedBy !== undefined) {
    throw new ConsoleError("conflict", phrase("run_approved_already", { who: run.body.approvedBy }));
  }
  if (run.state === "waiting") return;
  throw new ConsoleError("conflict", phrase("run_waits_no_more"), { details: { state: run.state } });
}

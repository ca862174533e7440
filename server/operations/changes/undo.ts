import { phrase } from "@/lib/phrase";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { readChangeRow } from "@/server/database/change";
import { planChange } from "@/server/operations/changes/plan";
import type { OperationContext } from "@/server/ports";

/** The plan that takes a change back, computed against the objects of today. It is applied like any other. */
export async function planUndo(ctx: OperationContext, changeId: string): Promise<Sourced<ChangeSet>> {
  const change = await readChangeRow(ctx.databaseUrl, changeId);
  if (change === undefined) {
    throw new ConsoleError("not_found", phrase("no_change", { id: changeId }), {
      hint: phrase("choose_in_activity"),
    });
  }
  return planChange(ctx, { cluster: change.cluster, request: { kind: "undo", changeId } });
}

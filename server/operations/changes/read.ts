import { phrase } from "@/lib/phrase";
import type { Change } from "@/lib/changes/change";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { readChangeRow } from "@/server/database/change";
import { readPlan } from "@/server/database/plan";
import { settleChange } from "@/server/operations/changes/settle-change";
import type { OperationContext } from "@/server/ports";

/** One row of the audit trail. Throws not_found. */
export async function readChange(ctx: OperationContext, changeId: string): Promise<Sourced<Change>> {
  const startMs = ctx.nowMs();
  const change = await readChangeRow(ctx.databaseUrl, changeId);
  if (change === undefined) {
    throw new ConsoleError("not_found", phrase("no_change", { id: changeId }), {
      hint: phrase("choose_in_activity"),
    });
  }
  const settled = await settleChange(ctx, change);
  return { data: settled, warnings: [], evidence: [rowEvidence(ctx, change.cluster, startMs, "Change", 1)] };
}

/** A stored plan, with the change that took it. Throws not_found. */
export async function readStoredPlan(
  ctx: OperationContext,
  planHash: string,
): Promise<Sourced<{ plan: ChangeSet; changeId?: string }>> {
  const startMs = ctx.nowMs();
  const stored = await readPlan(ctx.databaseUrl, planHash);
  if (stored === undefined) {
    throw new ConsoleError("not_found", phrase("plan_unknown"), {
      hint: phrase("plan_again_one_click"),
    });
  }
  const { plan, claimedBy } = stored;
  return {
    data: { plan, ...(claimedBy === undefined ? {} : { changeId: claimedBy }) },
    warnings: plan.warnings,
    evidence: [rowEvidence(ctx, plan.cluster, startMs, "Plan", 1)],
  };
}

/** Where audit rows came from. */
export function rowEvidence(
  ctx: OperationContext,
  cluster: string,
  startMs: number,
  table: string,
  rows: number,
): Evidence {
  return {
    source: "database",
    cluster,
    kind: "sql",
    request: `SELECT * FROM "${table}"`,
    purpose: "audit trail",
    atMs: startMs,
    durationMs: ctx.nowMs() - startMs,
    rows,
  };
}

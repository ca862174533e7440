import { phrase } from "@/lib/phrase";
import { countingApprovals, type PlanGate } from "@/lib/changes/approval";
import { freezeFor, isInScope, lowersRisk } from "@/lib/changes/change-policy";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError } from "@/lib/errors";
import { readApprovals, saveApproval } from "@/server/database/approval";
import { readPlan } from "@/server/database/plan";
import type { OperationContext } from "@/server/ports";

/** What freeze windows and the second person say to this plan now. Nothing stands before what lowers risk. */
async function readGate(ctx: OperationContext, plan: ChangeSet): Promise<PlanGate> {
  const policy = ctx.changePolicy;
  if (policy === undefined || lowersRisk(plan.request)) return {};
  const scope = { cluster: plan.cluster, namespaces: plan.objects.map(({ ref }) => ref.namespace) };
  const frozen = freezeFor(policy, scope, ctx.nowMs());
  // A run is approved as a whole before it begins; its single steps have nobody to wait for.
  const isRun = ctx.actor.type === "controller";
  const needsApproval = !isRun && policy.approval !== undefined && isInScope(policy.approval, scope);
  const approvals = needsApproval ? await readApprovals(ctx.databaseUrl, plan.planHash) : [];
  return {
    ...(frozen === undefined
      ? {}
      : {
          freeze: {
            name: frozen.window.name,
            allowOverride: frozen.window.allowOverride,
            ...(Number.isFinite(frozen.endMs) ? { endMs: frozen.endMs } : {}),
          },
        }),
    ...(needsApproval
      ? {
          approval: {
            approvals,
            isGiven: countingApprovals(plan.actor, approvals).length > 0,
            mayApprove: ctx.actor.name !== plan.actor && ctx.readOnlyReason === undefined,
          },
        }
      : {}),
  };
}

/** The same for a plan by its hash; nothing for one that is not stored, which can't be applied anyway. */
export async function readGateOf(ctx: OperationContext, planHash: string): Promise<PlanGate> {
  const stored = await readPlan(ctx.databaseUrl, planHash);
  const { readOnlyReason } = ctx;
  return {
    ...(readOnlyReason === undefined ? {} : { readOnlyReason }),
    ...(stored === undefined ? {} : await readGate(ctx, stored.plan)),
  };
}

/** Throws precondition_failed while a freeze holds or the second person is missing; nothing was written then. */
export async function refuseGated(ctx: OperationContext, plan: ChangeSet, force: boolean): Promise<void> {
  const { freeze, approval } = await readGate(ctx, plan);
  if (freeze !== undefined && !(freeze.allowOverride && force)) {
    const { name, endMs } = freeze;
    const message =
      endMs === undefined
        ? phrase("changes_frozen", { name })
        : phrase("changes_frozen_until", { name, until: new Date(endMs).toISOString() });
    throw new ConsoleError("precondition_failed", message, {
      hint: freeze.allowOverride ? phrase("confirm_freeze") : phrase("wait_for_thaw"),
      details: { blocker: "frozen", written: [] },
    });
  }
  if (approval?.isGiven === false) {
    throw new ConsoleError("precondition_failed", phrase("plan_needs_approval"), {
      hint: phrase("send_review_address"),
      details: { blocker: "approval_missing", written: [] },
    });
  }
}

/** Notes that the actor agrees with a stored plan. Throws forbidden for the plan's own author. */
export async function approvePlan(
  ctx: OperationContext,
  input: { readonly planHash: string; readonly comment: string },
): Promise<PlanGate> {
  const stored = await readPlan(ctx.databaseUrl, input.planHash);
  if (stored === undefined) {
    throw new ConsoleError("not_found", phrase("plan_unknown"), {
      hint: phrase("ask_author_for_plan"),
    });
  }
  if (stored.plan.actor === ctx.actor.name) {
    throw new ConsoleError("forbidden", phrase("plan_own_approval"), {
      hint: phrase("send_review_address"),
    });
  }
  if (stored.claimedBy !== undefined) {
    throw new ConsoleError("conflict", phrase("plan_applied"), {
      details: { changeId: stored.claimedBy },
    });
  }
  await saveApproval(ctx.databaseUrl, input.planHash, {
    actor: ctx.actor.name,
    comment: input.comment.trim(),
    atMs: ctx.nowMs(),
  });
  return readGate(ctx, stored.plan);
}

import { phrase, wordsOf } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import type { Change, ChangeObject } from "@/lib/changes/change";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError, messageOf } from "@/lib/errors";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import { claimPlan, readChangeRow } from "@/server/database/change";
import { releaseLease, takeLease } from "@/server/database/lease";
import { readPlan } from "@/server/database/plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import { refreshDelegated } from "@/server/operations/delivery/delegated-refresh";
import { refuseGated } from "@/server/operations/changes/gate";
import { readLive } from "@/server/operations/changes/read-live";
import { applyLease } from "@/server/operations/changes/settle-change";
import { writeSteps } from "@/server/operations/changes/write-steps";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** Longer than one write may take; whoever died holding it keeps the others waiting for so long. */
export const leaseMs = 30_000;

export type ApplyInput = {
  readonly planHash: string;
  readonly reason: string;
  /** The person saw the conflicts and new errors and goes on. */
  readonly force: boolean;
};

/**
 * Writes a stored plan, if everything it was computed from still is as it was. Throws precondition_failed or conflict
 * with nothing written; once writing has begun the outcome is the change that comes back, whole or partial.
 */
export async function applyChange(ctx: OperationContext, input: ApplyInput): Promise<Change> {
  if (ctx.readOnlyReason !== undefined) throw new ConsoleError("forbidden", wordsOf(ctx.readOnlyReason));
  const stored = await readPlan(ctx.databaseUrl, input.planHash);
  if (stored === undefined) {
    throw new ConsoleError("not_found", phrase("plan_unknown"), {
      hint: phrase("plan_again_one_click"),
      details: { field: "planHash" },
    });
  }
  const sources = clusterSources(ctx, stored.plan.cluster);
  const plan = await refreshDelegated(ctx, sources, stored.plan);
  const reason = reasonOf(input, plan);
  refuseBlocked(plan, input.force);
  await refuseGated(ctx, plan, input.force);
  const change = changeFromPlan(ctx, plan, reason);
  const lease = { name: applyLease(plan.cluster), holder: change.id, ttlMs: leaseMs };
  if (!(await takeLease(ctx.databaseUrl, lease, ctx.nowMs()))) throw busy(plan.cluster);
  try {
    if (stored.claimedBy !== undefined) throw await alreadyApplied(ctx, stored.claimedBy);
    await refuseMoved(ctx, sources, plan);
    if (!(await claimPlan(ctx.databaseUrl, change))) {
      throw await alreadyApplied(ctx, (await readPlan(ctx.databaseUrl, plan.planHash))?.claimedBy);
    }
    return await writeSteps(ctx, sources, plan, change, lease);
  } finally {
    // An expired lease frees itself; a failure to give it back must not hide how the writes went.
    await releaseLease(ctx.databaseUrl, lease.name, lease.holder).catch(() => undefined);
  }
}

function reasonOf(input: ApplyInput, plan: ChangeSet): string {
  const reason = input.reason.trim();
  if (reason !== "") return reason;
  // Taking something back must not wait for words.
  const { request } = plan;
  const isStop = request.kind === "delegate" && request.verb === "abort";
  if (request.kind === "undo" || request.kind === "restore" || isStop) return plan.title;
  throw new ConsoleError("invalid_input", phrase("say_why"), {
    details: { field: "reason" },
  });
}

function refuseBlocked(plan: ChangeSet, force: boolean): void {
  const blocker = plan.blockers.find(({ severity }) => severity === "stop" || !force);
  if (blocker === undefined) return;
  const hint = blocker.severity === "force" ? phrase("confirm_in_review") : phrase("remove_cause_and_plan");
  throw new ConsoleError(
    blocker.code === "field_conflict" ? "conflict" : "precondition_failed",
    messageOf(blocker),
    {
      hint,
      details: { blocker: blocker.code, written: [] },
    },
  );
}

async function refuseMoved(ctx: OperationContext, sources: ClusterSources, plan: ChangeSet): Promise<void> {
  const refs = plan.reads.map(({ ref }) => ref);
  // Not the reader's signal: a closed tab must not stop an apply half-way.
  const { objects } = await readLive(sources, refs, { nowMs: ctx.nowMs });
  const now = new Map(
    objects.map(({ ref, manifest }) => [objectKey(ref), manifest?.metadata.resourceVersion ?? null]),
  );
  const moved = plan.reads.filter(({ ref, resourceVersion }) => now.get(objectKey(ref)) !== resourceVersion);
  if (moved.length === 0) return;
  const names = moved.map(({ ref }) => printObjectRef(ref)).join(", ");
  throw new ConsoleError("precondition_failed", phrase("objects_moved", { names }), {
    hint: phrase("plan_again_shows"),
    details: { moved: moved.map(({ ref }) => ref), written: [] },
  });
}

function changeFromPlan(ctx: OperationContext, plan: ChangeSet, reason: string): Change {
  return {
    id: randomUUID(),
    cluster: plan.cluster,
    service: plan.service,
    kind: plan.request.kind,
    title: plan.title,
    actor: ctx.actor.name,
    actorType: ctx.actor.type,
    reason,
    planHash: plan.planHash,
    intent: JSON.stringify(plan.request),
    state: "applying",
    objects: plan.objects.map(({ ref, action, before, after, subresource }): ChangeObject => ({
      ref,
      action,
      ...(subresource === undefined ? {} : { subresource }),
      result: "pending",
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
    ...(plan.request.kind === "undo" ? { undoOf: plan.request.changeId } : {}),
    requestId: ctx.requestId,
    startedAtMs: ctx.nowMs(),
  };
}

function busy(cluster: string): ConsoleError {
  return new ConsoleError("conflict", phrase("change_under_way", { cluster }), {
    hint: phrase("wait_and_plan"),
    details: { busy: true, written: [] },
  });
}

async function alreadyApplied(ctx: OperationContext, changeId: string | undefined): Promise<ConsoleError> {
  const other = changeId === undefined ? undefined : await readChangeRow(ctx.databaseUrl, changeId);
  const who = other === undefined ? "someone else" : other.actor;
  return new ConsoleError("conflict", phrase("plan_applied_by", { who }), {
    hint: phrase("open_that_change"),
    details: { written: [], ...(changeId === undefined ? {} : { changeId }) },
  });
}

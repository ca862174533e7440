import { phrase } from "@/lib/phrase";
import type { CanaryEventKind } from "@/lib/canaries/event-kinds";
import { randomUUID } from "node:crypto";
import type { CanaryPlan } from "@/lib/canaries/plan";
import type { CanaryRun } from "@/lib/canaries/run";
import type { ChangeSet } from "@/lib/changes/change-set";
import type { RunState } from "@/lib/delivery/run";
import { ConsoleError, messageOf } from "@/lib/errors";
import { createRun } from "@/server/database/run";
import type { CanaryObstacle } from "@/server/operations/canaries/obstacle";
import { previewCanary } from "@/server/operations/canaries/preview";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

type StartInput = {
  readonly cluster: string;
  readonly plan: CanaryPlan;
  readonly reason: string;
  /** Field conflicts, new findings and warnings of the preview were seen. */
  readonly force: boolean;
  /** Not before this time. */
  readonly startAtMs?: number | undefined;
};

type RunStarted = {
  readonly runId: string;
  readonly state: RunState;
  readonly needsApproval: boolean;
};

/**
 * Stores a run; the leader makes its first write. Looks at everything that the preview shows, with the rights of who
 * begins it: the console's own account makes the writes. Throws precondition_failed with the obstacle.
 */
export async function startCanary(ctx: OperationContext, input: StartInput): Promise<RunStarted> {
  const reason = input.reason.trim();
  if (reason === "") {
    throw new ConsoleError("invalid_input", phrase("say_why"), {
      details: { field: "reason" },
    });
  }
  const nowMs = ctx.nowMs();
  if (input.startAtMs !== undefined && input.startAtMs < nowMs - 60_000) {
    throw new ConsoleError("invalid_input", phrase("start_is_past"), {
      details: { field: "startAtMs" },
    });
  }
  const { data: preview } = await previewCanary(ctx, input);
  refuseObstacle(preview.obstacles, input.force);
  refuseFirst(preview.first, input.force);
  const { plan, force } = input;
  const run: CanaryRun = {
    id: randomUUID(),
    kind: "canary",
    cluster: clusterSources(ctx, input.cluster).name,
    service: plan.service,
    title: `Canary of ${plan.service.namespace}/${plan.service.name}: ${plan.canary.name}`,
    state: "waiting",
    createdBy: ctx.actor.name,
    createdAtMs: nowMs,
    version: 0,
    body: {
      plan,
      reason,
      force,
      ...(preview.needsApproval ? { needsApproval: true } : {}),
      ...(input.startAtMs === undefined ? {} : { startAtMs: input.startAtMs }),
      openedGates: [],
      evidence: [],
      restarts: 0,
      touched: [],
      changeIds: [],
    },
  };
  const data = {
    reason,
    force,
    needsApproval: preview.needsApproval,
    ...(input.startAtMs === undefined ? {} : { startAtMs: input.startAtMs }),
    warnings: preview.obstacles.map(({ code, message }) => ({ code, message })),
  };
  await createRun(ctx.databaseUrl, run, [
    { atMs: nowMs, kind: "created" satisfies CanaryEventKind, actor: ctx.actor.name, data },
  ]);
  return { runId: run.id, state: run.state, needsApproval: preview.needsApproval };
}

function refuseObstacle(obstacles: readonly CanaryObstacle[], force: boolean): void {
  const found =
    obstacles.find(({ severity }) => severity === "stop") ??
    // What may be overruled wants to be overruled.
    obstacles.find(({ code }) => (code === "frozen" || code === "canary_ahead") && !force);
  if (found === undefined) return;
  const { code, runId, field } = found;
  throw new ConsoleError("precondition_failed", messageOf(found), {
    hint: phrase("preview_names_obstacle"),
    details: {
      obstacle: code,
      ...(runId === undefined ? {} : { runId }),
      ...(field === undefined ? {} : { field }),
    },
  });
}

/** The first write has to be one that its author may make. */
function refuseFirst(first: ChangeSet | undefined, force: boolean): void {
  if (first === undefined) {
    throw new ConsoleError("source_unavailable", phrase("first_write_unplanned"), {
      hint: phrase("see_preview_warnings"),
    });
  }
  const blocker = first.blockers.find(({ severity }) => severity === "stop" || !force);
  if (blocker === undefined) return;
  throw new ConsoleError("precondition_failed", messageOf(blocker), {
    hint: blocker.severity === "force" ? phrase("confirm_in_review") : phrase("remove_cause"),
    details: { blocker: blocker.code },
  });
}

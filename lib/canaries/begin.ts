import { withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import type { CanaryObservation } from "@/lib/canaries/observation";
import { obstacleOf } from "@/lib/canaries/obstacles";
import { setPause, type Obstacle } from "@/lib/canaries/pause";
import type { CanaryRun } from "@/lib/canaries/run";
import { firstStage } from "@/lib/canaries/stages";
import { decideStage, endRun } from "@/lib/canaries/write-decision";

/** A run that has written nothing begins when somebody approved, its time has come and nothing is in the way. */
export function begin(draft: Draft, observation: CanaryObservation, nowMs: number): Draft {
  const { run } = draft;
  const { plan, startAtMs, held } = run.body;
  if (plan.deadlineMs !== undefined && nowMs - Math.max(run.createdAtMs, startAtMs ?? 0) >= plan.deadlineMs) {
    return endRun(withEvent(draft, { kind: "deadline", atMs: nowMs }), nowMs, "failed");
  }
  if (!isDue(run, nowMs)) return draft;
  const obstacle = obstacleOf(run, observation, nowMs) ?? frozen(observation) ?? held ?? unseen(observation);
  if (obstacle !== undefined)
    return setPause(draft, { reason: obstacle.reason, data: obstacle.data ?? {} }, nowMs);
  if (observation.route.state === "unknown") return draft;
  const { pods } = observation;
  const known = withBody(draft, {
    pause: undefined,
    revision: pods.state === "known" ? pods.revision : undefined,
  });
  const started = withEvent(withRun(known, { startedAtMs: run.startedAtMs ?? nowMs }), {
    kind: "started",
    atMs: nowMs,
    data: { revision: known.run.body.revision },
  });
  return decideStage(started, firstStage(plan), { atMs: nowMs });
}

/** Whether somebody approved a run that needs it, and its time has come. */
export function isDue({ body }: CanaryRun, nowMs: number): boolean {
  const { startAtMs, needsApproval, approvedBy } = body;
  if (needsApproval === true && approvedBy === undefined) return false;
  return startAtMs === undefined || nowMs >= startAtMs;
}

/** A first step whose effect nobody can see helps nobody. */
function unseen({ metricsAway }: CanaryObservation): Obstacle | undefined {
  return metricsAway === undefined
    ? undefined
    : { reason: "metrics_unavailable", data: { message: metricsAway } };
}

function frozen({ freeze }: CanaryObservation): Obstacle | undefined {
  return freeze === undefined ? undefined : { reason: "frozen", data: { ...freeze } };
}

import { withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import type { CanaryObservation } from "@/lib/canaries/observation";
import { obstacleOf } from "@/lib/canaries/obstacles";
import { setPause, type Obstacle } from "@/lib/canaries/pause";
import { firstStage } from "@/lib/canaries/stages";
import { decideStage, endRun } from "@/lib/canaries/write-decision";

/** A run that has written nothing begins when somebody approved, its time has come and nothing is in the way. */
export function begin(draft: Draft, observation: CanaryObservation, nowMs: number): Draft {
  const { run } = draft;
  const { plan, startAtMs, needsApproval, approvedBy, held } = run.body;
  if (plan.deadlineMs !== undefined && nowMs - Math.max(run.createdAtMs, startAtMs ?? 0) >= plan.deadlineMs) {
    return endRun(withEvent(draft, { kind: "deadline", atMs: nowMs }), nowMs, "failed");
  }
  if (needsApproval === true && approvedBy === undefined) return draft;
  if (startAtMs !== undefined && nowMs < startAtMs) return draft;
  const obstacle = obstacleOf(run, observation, nowMs) ?? frozen(observation) ?? held;
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

function frozen({ freeze }: CanaryObservation): Obstacle | undefined {
  return freeze === undefined ? undefined : { reason: "frozen", data: { ...freeze } };
}

import { withBody, withEvent, type Draft } from "@/lib/canaries/draft";
import type { CanaryObservation } from "@/lib/canaries/observation";
import type { Obstacle } from "@/lib/canaries/pause";
import type { PauseReason } from "@/lib/canaries/run";
import { firstStage } from "@/lib/canaries/stages";
import { decideStage } from "@/lib/canaries/write-decision";

/** Whether the canary is another one than that which was measured. */
export function isOtherRevision(draft: Draft, { pods }: CanaryObservation): boolean {
  const { revision } = draft.run.body;
  return (
    pods.state === "known" &&
    pods.revision !== undefined &&
    revision !== undefined &&
    pods.revision !== revision
  );
}

/** Reasons in which nothing is written, not even what lowers the risk. */
const untouchable: readonly PauseReason[] = [
  "changed_outside",
  "target_missing",
  "no_access",
  "owned_by_other",
];

/** Whether the run may begin again now. */
export function isRestartable({ run: { body } }: Draft, obstacle: Obstacle | undefined): boolean {
  const isFree = obstacle === undefined || !untouchable.includes(obstacle.reason);
  return isFree && body.pending === undefined && body.stage !== undefined;
}

/** The run knows which revision it measures, once there is one. */
export function knowRevision(draft: Draft, { pods }: CanaryObservation): Draft {
  const isNew =
    pods.state === "known" && pods.revision !== undefined && draft.run.body.revision === undefined;
  return isNew ? withBody(draft, { revision: pods.revision }) : draft;
}

/** Back to the first stage with nothing known: what was measured was another version. */
export function restart(draft: Draft, { pods }: CanaryObservation, nowMs: number): Draft {
  const { body } = draft.run;
  const revision = pods.state === "known" ? pods.revision : undefined;
  const restarts = body.restarts + 1;
  const emptied = withBody(draft, {
    revision,
    restarts,
    evidence: [],
    openedGates: [],
    skippedWaits: undefined,
    patienceSinceMs: undefined,
    noDataSinceMs: undefined,
    noDataReason: undefined,
    notReadySinceMs: undefined,
    lastVerdict: undefined,
  });
  const told = withEvent(emptied, {
    kind: "restarted",
    atMs: nowMs,
    data: { from: body.revision, to: revision, restarts, stage: body.stage },
  });
  return decideStage(told, firstStage(body.plan), { atMs: nowMs, data: { why: "new_revision" } });
}

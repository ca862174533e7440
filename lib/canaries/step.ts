import { advance } from "@/lib/canaries/advance";
import { tick } from "@/lib/canaries/clock";
import { collect } from "@/lib/canaries/collect";
import type { CanaryDecision } from "@/lib/canaries/decision";
import { consoleActor, withBody, withEvent, type Draft } from "@/lib/canaries/draft";
import { endingOf } from "@/lib/canaries/ending";
import type { CanaryObservation } from "@/lib/canaries/observation";
import { obstacleOf } from "@/lib/canaries/obstacles";
import { clearPause, setPause } from "@/lib/canaries/pause";
import { releaseHeld, stopPending } from "@/lib/canaries/held";
import { isOtherRevision, isRestartable, knowRevision, restart } from "@/lib/canaries/revision";
import type { CanaryRun } from "@/lib/canaries/run";
import { begin } from "@/lib/canaries/begin";
import { verdictOf, type StageVerdict } from "@/lib/canaries/step-verdict";
import { decideRestore, endRun } from "@/lib/canaries/write-decision";

/**
 * The run after one look: at most one decision, which is written only by setting `body.pending`. Pure and total; the
 * same run, look and time give the same. The run is the same object when there is nothing to save.
 */
export function step(run: CanaryRun, observation: CanaryObservation, nowMs: number): CanaryDecision {
  if (run.state === "ended") return { run, events: [] };
  const looked = collect(tick({ run, events: [] }, observation.scrapeMs, nowMs), observation.counts, nowMs);
  if (run.state === "reverting") return revert(looked, observation, nowMs);
  const held = releaseHeld(looked, nowMs);
  if (run.state === "waiting") return begin(held, observation, nowMs);
  return decide(watchPods(knowRevision(held, observation), observation, nowMs), observation, nowMs);
}

/** Where the namespace is gone there is nothing left to take back. */
function revert(draft: Draft, { route }: CanaryObservation, nowMs: number): Draft {
  const { pending } = draft.run.body;
  if (route.state === "missing" && route.what === "namespace") {
    return endRun(withEvent(draft, { kind: "nothing_to_restore", atMs: nowMs }), nowMs);
  }
  if (pending !== undefined) return draft;
  const { ending } = draft.run.body;
  return decideRestore(draft, ending ?? { reason: "restore", actor: consoleActor, data: {} }, nowMs);
}

function decide(draft: Draft, observation: CanaryObservation, nowMs: number): Draft {
  const verdict = verdictOf(draft.run, nowMs);
  const told = tellVerdict(draft, verdict, nowMs);
  const ending = endingOf(told.run, verdict, nowMs);
  if (ending !== undefined) {
    return decideRestore(told, { actor: consoleActor, ...ending }, nowMs);
  }
  const obstacle = obstacleOf(told.run, observation, nowMs);
  const free = stopPending(told, obstacle, isOtherRevision(told, observation), nowMs);
  const { pending, held, stage } = free.run.body;
  if (isOtherRevision(free, observation) && isRestartable(free, obstacle)) {
    return restart(free, observation, nowMs);
  }
  if (pending !== undefined) return free;
  // Another console may lead a run that was rebuilt here: what only this one misses must not end it.
  const reason = held?.reason === "rebuilt" ? held : (obstacle ?? held);
  if (reason !== undefined) return withObstacle(free, reason, nowMs);
  if (stage === undefined) return begin(clearPause(free, nowMs), observation, nowMs);
  return advance(free, verdict, observation, nowMs);
}

/** A pause in which the safe path's time has come ends the run, or says once that it will wait for a person. */
function withObstacle(draft: Draft, obstacle: Parameters<typeof setPause>[1], nowMs: number): Draft {
  const paused = setPause(draft, obstacle, nowMs);
  const { pause, plan } = paused.run.body;
  if (pause?.untilMs === undefined || nowMs < pause.untilMs) return paused;
  const { reason, data } = pause;
  if (plan.safePath === "rollback") {
    return decideRestore(
      paused,
      { reason, actor: consoleActor, data: { ...data, safePath: "rollback" } },
      nowMs,
    );
  }
  const { untilMs: _, ...rest } = pause;
  return withEvent(withBody(paused, { pause: rest }), {
    kind: "safe_path",
    atMs: nowMs,
    data: { reason, path: "pause" },
  });
}

function tellVerdict(draft: Draft, verdict: StageVerdict, nowMs: number): Draft {
  const { stage, lastVerdict } = draft.run.body;
  const code = `${verdict.verdict}:${verdict.reason}`;
  if (stage === undefined || code === lastVerdict) return draft;
  return withEvent(withBody(draft, { lastVerdict: code }), {
    kind: "verdict",
    atMs: nowMs,
    data: { evidence: verdict },
  });
}

function watchPods(draft: Draft, { pods }: CanaryObservation, nowMs: number): Draft {
  if (pods.state === "unknown") return draft;
  const { notReadySinceMs } = draft.run.body;
  if (pods.readyPods > 0) {
    return notReadySinceMs === undefined ? draft : withBody(draft, { notReadySinceMs: undefined });
  }
  return notReadySinceMs === undefined ? withBody(draft, { notReadySinceMs: nowMs }) : draft;
}

import type { NewRunEvent } from "@/lib/delivery/run";
import { decideEnding, timeEnding } from "@/lib/faults/ending";
import {
  decideStrength,
  ended,
  endRun,
  revertAgain,
  withLook,
  type Step,
  type StepContext,
} from "@/lib/faults/moves";
import type { ExperimentObservation } from "@/lib/faults/observation";
import type { ExperimentRun } from "@/lib/faults/run";
import { stepWaiting } from "@/lib/faults/step-waiting";
import { strengthsOf } from "@/lib/faults/strength";

/**
 * One decision about an experiment, at most. A write is decided by setting `body.pending` with `newToken`; it is made true
 * elsewhere and comes back through `recordWrite`. The run itself comes back when nothing changed.
 */
export function step(run: ExperimentRun, seen: ExperimentObservation, at: StepContext): Step {
  switch (run.state) {
    case "waiting":
      return stepWaiting(run, seen, at);
    case "running":
    case "paused":
    case "finishing":
      return stepRunning(run, seen, at);
    case "reverting":
      return stepReverting(run, seen, at);
    case "ended":
      return { run, events: [] };
  }
}

function stepRunning(run: ExperimentRun, seen: ExperimentObservation, at: StepContext): Step {
  const looked = withLook(run, seen.conditions, "during", at);
  // The clock is compared with the look before: this one would hide that it went back.
  const ending = timeEnding(run, seen, at.nowMs) ?? decideEnding(looked, seen, at);
  if (ending !== undefined) return endRun(looked, { ...ending, actor: "heddle" }, at);
  const { body } = looked;
  const strengths = strengthsOf(body.plan);
  const { index, indexSinceMs, pending } = body;
  if (pending !== undefined || index === undefined || indexSinceMs === undefined) return quiet(looked);
  const current = strengths[index];
  if (current === undefined || index + 1 >= strengths.length) return quiet(looked);
  const isDue = at.nowMs - indexSinceMs >= current.toMs - current.fromMs;
  // More of a fault only while every condition is known to hold.
  const isKnown = body.unknownSinceMs === undefined || !body.plan.stopWithoutData;
  if (!isDue || !isKnown) return quiet(looked);
  return decideStrength(looked, index + 1, at);
}

/** Over only when the objects were read again and nothing of the fault is in them. */
function stepReverting(run: ExperimentRun, { proof }: ExperimentObservation, at: StepContext): Step {
  const { body } = run;
  // A reverting run without a write under way has written it and waits for the proof.
  if (body.pending !== undefined || proof === undefined) return { run, events: [] };
  const proven = { ...run, body: { ...body, proof: [...proof] } };
  if (proof.some(({ isClean }) => !isClean)) {
    const objects = proof.filter(({ isClean }) => !isClean).map(({ object }) => object);
    const event = { atMs: at.nowMs, kind: "fault_came_back", actor: "heddle", data: { objects } };
    return revertAgain(proven, at, [event]);
  }
  const changed = proof.filter(({ isAsBefore }) => !isAsBefore).map(({ object }) => object);
  const events: NewRunEvent[] = [{ atMs: at.nowMs, kind: "reverted", actor: "heddle", data: { proof } }];
  if (changed.length > 0) {
    events.push({ atMs: at.nowMs, kind: "revert_conflict", actor: "heddle", data: { objects: changed } });
  }
  const outcome = body.ending?.reason === "expired" ? "completed" : "stopped";
  return ended({ ...proven, body: { ...proven.body, revertedAtMs: at.nowMs } }, outcome, at, events);
}

const quiet = (run: ExperimentRun): Step => ({ run, events: [] });

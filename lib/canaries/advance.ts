import type { Draft } from "@/lib/canaries/draft";
import type { CanaryObservation } from "@/lib/canaries/observation";
import { clearPause, setPause, type Obstacle } from "@/lib/canaries/pause";
import type { CanaryPlan } from "@/lib/canaries/plan";
import type { CanaryRun } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { nextStage } from "@/lib/canaries/stages";
import type { StageProgress, StageVerdict } from "@/lib/canaries/step-verdict";
import { decideStage } from "@/lib/canaries/write-decision";

/** At 15 s between scrapes five minutes: a person is asked that long after the shortest time of a step. */
const patienceScrapes = 20;

/**
 * Goes on to the next stage when nothing is missing and the gate is open, or waits, or pauses and asks. What is missing
 * may still come: the run then goes on by itself.
 */
export function advance(
  draft: Draft,
  verdict: StageVerdict,
  observation: CanaryObservation,
  nowMs: number,
): Draft {
  const { progress, needs = [] } = verdict;
  if (progress === undefined) return draft;
  // Nobody knows what is there, so nothing is concluded and nothing is written.
  if (observation.route.state === "unknown") return draft;
  // One look that failed changes nothing: a gate stays where it is.
  if (needs.length > 0 && needs.every((need) => need === "fresh_data")) return draft;
  if (needs.length > 0) {
    const isPatient = nowMs < askAtMs(draft.run, progress);
    if (isPatient) return clearPause(draft, nowMs);
    return setPause(draft, { reason: "not_enough_evidence", data: { needs, evidence: verdict } }, nowMs);
  }
  const { plan } = draft.run.body;
  const gate = closedGate(draft.run, progress.stage, nowMs) ?? freezeOf(observation);
  if (gate !== undefined) {
    const data = { ...gate.data, evidence: verdict };
    return setPause(draft, { ...gate, data }, nowMs);
  }
  return decideStage(clearPause(draft, nowMs), nextStage(plan, progress.stage), {
    atMs: nowMs,
    data: { from: progress.stage, evidence: verdict },
  });
}

/** When a person is asked, unless the evidence has come by then. */
function askAtMs({ body }: CanaryRun, { sinceMs, minMs }: StageProgress): number {
  const patienceMs = Math.max(minMs, patienceScrapes * (body.scrapeMs ?? 0));
  return Math.max(sinceMs + minMs, body.patienceSinceMs ?? 0) + patienceMs;
}

function closedGate({ body }: CanaryRun, stage: CanaryStage, nowMs: number): Obstacle | undefined {
  const gate = gateOf(body.plan, stage);
  if (gate === undefined || stage.kind !== "step" || body.openedGates.includes(stage.index)) return undefined;
  if (gate.kind === "manual") return { reason: "manual_gate", data: { step: stage.index } };
  return nowMs < gate.notBeforeMs
    ? { reason: "schedule_gate", data: { step: stage.index, notBeforeMs: gate.notBeforeMs } }
    : undefined;
}

/** The gate that a person or the time has to open after a stage; undefined where the metrics alone decide. */
export function gateOf(
  plan: CanaryPlan,
  stage: CanaryStage,
): Exclude<CanaryPlan["steps"][number]["gate"], { kind: "metrics" }> | undefined {
  const gate = stage.kind === "step" ? plan.steps[stage.index]?.gate : undefined;
  return gate === undefined || gate.kind === "metrics" ? undefined : gate;
}

function freezeOf({ freeze }: CanaryObservation): Obstacle | undefined {
  return freeze === undefined ? undefined : { reason: "frozen", data: { ...freeze } };
}

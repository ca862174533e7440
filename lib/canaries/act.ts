import { gateOf } from "@/lib/canaries/advance";
import type { ActRefusal, CanaryDecision, PersonAct } from "@/lib/canaries/decision";
import { withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import { isStoppable, withoutPending } from "@/lib/canaries/held";
import { clearPause, setPause } from "@/lib/canaries/pause";
import type { CanaryRun, PauseReason } from "@/lib/canaries/run";
import { nextStage, stageIndex } from "@/lib/canaries/stages";
import { verdictOf } from "@/lib/canaries/step-verdict";
import { decideRestore, decideStage } from "@/lib/canaries/write-decision";

type Refused = { readonly refusal: ActRefusal };
type Answer = CanaryDecision | Refused;

/** The run after a person's act, or why it can't be done now. An abort is done from every state but the end. */
export function act(run: CanaryRun, person: PersonAct, nowMs: number): Answer {
  const draft: Draft = { run, events: [] };
  if (run.state === "ended") return { refusal: "ended" };
  if (run.state === "reverting") {
    return person.kind === "abort" ? draft : { refusal: "being_taken_back" };
  }
  return acts[person.kind](draft, person, nowMs);
}

type Act = (draft: Draft, person: PersonAct, nowMs: number) => Answer;

const acts: Record<PersonAct["kind"], Act> = {
  pause: pauseRun,
  resume: resumeRun,
  open_gate: openGate,
  skip_wait: skipWait,
  promote: promoteRun,
  abort: abortRun,
  accept_route: acceptRoute,
};

function noted(draft: Draft, { kind, actor, reason }: PersonAct, nowMs: number, data: object = {}): Draft {
  return withEvent(draft, { kind: `act_${kind}`, atMs: nowMs, actor, data: { reason, ...data } });
}

function pauseRun(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { held, pending } = draft.run.body;
  if (held?.reason === "by_person") return { refusal: "already_paused" };
  if (draft.run.state === "finishing" && !isStoppable(pending)) return { refusal: "write_under_way" };
  const free = isStoppable(pending) ? withoutPending(draft, nowMs) : draft;
  const data = { actor: person.actor, reason: person.reason };
  const holding = withBody(noted(free, person, nowMs), {
    held: { reason: "by_person", sinceMs: nowMs, data },
  });
  // A write that is on its way is finished first.
  return holding.run.body.pending === undefined && holding.run.body.pause === undefined
    ? setPause(holding, { reason: "by_person", data }, nowMs)
    : holding;
}

function resumeRun(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { held, pause } = draft.run.body;
  const reason = held?.reason ?? pause?.reason;
  if (reason === undefined) return { refusal: "not_paused" };
  const refusal = held === undefined ? unresumable(reason) : undefined;
  if (refusal !== undefined) return { refusal };
  const released = withBody(noted(draft, person, nowMs, { after: reason }), {
    held: undefined,
    patienceSinceMs: nowMs,
  });
  return pause === undefined || pause.reason === reason || pause.reason === "rebuilt"
    ? clearPause(released, nowMs, person.actor)
    : released;
}

/** What has to be done instead of going on; what clears by itself is no person's word. */
function unresumable(reason: PauseReason): ActRefusal | undefined {
  switch (reason) {
    case "manual_gate":
    case "schedule_gate":
      return "needs_open_gate";
    case "changed_outside":
      return "needs_accept_route";
    case "by_person":
    case "write_refused":
    case "rebuilt":
    case "not_enough_evidence":
      return undefined;
    case "target_missing":
    case "no_canary_pods":
    case "no_data":
    case "metrics_unavailable":
    case "no_access":
    case "frozen":
    case "kill_switch":
    case "owned_by_other":
      return "obstacle_remains";
  }
}

function openGate(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { stage, plan, openedGates, pause } = draft.run.body;
  if (stage === undefined) return { refusal: "not_started" };
  if (stage.kind !== "step" || gateOf(plan, stage) === undefined) return { refusal: "no_gate" };
  if (openedGates.includes(stage.index)) return { refusal: "gate_already_open" };
  const opened = withBody(noted(draft, person, nowMs, { step: stage.index }), {
    openedGates: [...openedGates, stage.index],
  });
  const isGate = pause?.reason === "manual_gate" || pause?.reason === "schedule_gate";
  return isGate ? clearPause(opened, nowMs, person.actor) : opened;
}

function skipWait(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { stage, plan, pending, skippedWaits = [] } = draft.run.body;
  if (stage === undefined) return { refusal: "not_started" };
  if (pending !== undefined) return { refusal: "write_under_way" };
  if (nextStage(plan, stage).kind === "promote") return { refusal: "last_step" };
  const index = stageIndex(stage);
  return withBody(noted(draft, person, nowMs, { step: index, evidence: verdictOf(draft.run, nowMs) }), {
    skippedWaits: skippedWaits.includes(index) ? skippedWaits : [...skippedWaits, index],
  });
}

/** Pauses beneath which a promotion would write where it must not or can't. */
const standing: readonly PauseReason[] = [
  "target_missing",
  "no_canary_pods",
  "no_access",
  "frozen",
  "kill_switch",
  "owned_by_other",
];

function promoteRun(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { stage, pending, pause } = draft.run.body;
  if (person.reason.trim() === "") return { refusal: "reason_missing" };
  if (stage === undefined) return { refusal: "not_started" };
  if (pending !== undefined) return { refusal: "write_under_way" };
  if (pause?.reason === "changed_outside") return { refusal: "needs_accept_route" };
  if (pause !== undefined && standing.includes(pause.reason)) return { refusal: "obstacle_remains" };
  const { actor, reason } = person;
  const free = withBody(noted(draft, person, nowMs, { evidence: verdictOf(draft.run, nowMs) }), {
    held: undefined,
  });
  return decideStage(
    clearPause(free, nowMs, actor),
    { kind: "promote" },
    { atMs: nowMs, actor, data: { reason } },
  );
}

function abortRun(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { actor, reason } = person;
  const evidence = verdictOf(draft.run, nowMs);
  return decideRestore(
    noted(draft, person, nowMs),
    { reason: "aborted", actor, data: { words: reason, evidence } },
    nowMs,
  );
}

function acceptRoute(draft: Draft, person: PersonAct, nowMs: number): Answer {
  const { stage, pause, pending } = draft.run.body;
  if (pause?.reason !== "changed_outside" || stage === undefined) return { refusal: "not_changed_outside" };
  if (pending !== undefined) return { refusal: "write_under_way" };
  const told = noted(draft, person, nowMs, pause.data);
  const { actor, reason } = person;
  return decideStage(withRun(clearPause(told, nowMs, actor), { state: "running" }), stage, {
    atMs: nowMs,
    actor,
    data: { why: "put_back", reason },
  });
}

import { consoleActor, withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import type { CanaryBody } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { stageName } from "@/lib/canaries/stage-name";
import { stageWeightPercent } from "@/lib/canaries/stages";
import type { RunOutcome } from "@/lib/delivery/run";

type Target = NonNullable<CanaryBody["pending"]>["target"];

export type Cause = {
  readonly atMs: number;
  readonly actor?: string;
  /** Why, and the numbers of the moment. */
  readonly data?: Readonly<Record<string, unknown>>;
};

/** The token of a run's next write: the same decision always has the same, two never share one. */
function tokenOf({ run: { id, body } }: Draft, target: Target): string {
  const name = target.kind === "restore" ? "restore" : stageName(target);
  return `run/${id}/${name}/${body.restarts}/${body.writes ?? 0}`;
}

function pend(draft: Draft, target: Target, nowMs: number, isByPerson = false): Draft {
  const token = tokenOf(draft, target);
  return withBody(draft, {
    pending: { token, sinceMs: nowMs, attempt: 0, target, ...(isByPerson ? { isByPerson } : {}) },
    writes: (draft.run.body.writes ?? 0) + 1,
    pause: undefined,
  });
}

/** Decides on the write of a stage. */
export function decideStage(draft: Draft, stage: CanaryStage, cause: Cause): Draft {
  const state = stage.kind === "promote" ? "finishing" : "running";
  const decided = withRun(pend(draft, stage, cause.atMs, cause.actor !== undefined), { state });
  return withEvent(decided, {
    ...cause,
    kind: "write_decided",
    data: {
      stage,
      weightPercent: stageWeightPercent(draft.run.body.plan, stage),
      token: decided.run.body.pending?.token,
      ...cause.data,
    },
  });
}

/** Decides to take everything back; a run that never tried to write is over at once. */
export function decideRestore(
  draft: Draft,
  ending: {
    readonly reason: string;
    readonly actor: string;
    readonly data: Readonly<Record<string, unknown>>;
  },
  nowMs: number,
): Draft {
  const { body } = draft.run;
  const overtaken = body.pending === undefined ? [] : [body.pending.token];
  const marked = withBody(draft, {
    ending: { reason: ending.reason, actor: ending.actor, data: { ...ending.data } },
    held: undefined,
    ...(overtaken.length === 0 ? {} : { overtaken: [...(body.overtaken ?? []), ...overtaken] }),
  });
  const { atMs, actor, data } = { atMs: nowMs, actor: ending.actor, data: ending.data };
  if (hasNeverWritten(body)) return endRun(marked, nowMs);
  const decided = withRun(pend(marked, { kind: "restore" }, nowMs), { state: "reverting" });
  return withEvent(decided, {
    kind: "reverting",
    atMs,
    actor,
    data: { reason: ending.reason, token: decided.run.body.pending?.token, ...data },
  });
}

function hasNeverWritten({ stage, pending, touched, overtaken }: CanaryBody): boolean {
  return (
    stage === undefined && pending === undefined && touched.length === 0 && (overtaken ?? []).length === 0
  );
}

/** The run with its outcome, for good. */
export function endRun(draft: Draft, nowMs: number, outcome: RunOutcome = outcomeOf(draft)): Draft {
  const { ending } = draft.run.body;
  const ended = withBody(withRun(draft, { state: "ended", outcome, endedAtMs: nowMs }), {
    pending: undefined,
    pause: undefined,
    held: undefined,
  });
  return withEvent(ended, {
    kind: "ended",
    atMs: nowMs,
    actor: ending?.actor ?? consoleActor,
    data: { outcome, ...(ending === undefined ? {} : { reason: ending.reason }) },
  });
}

function outcomeOf({ run: { body } }: Draft): RunOutcome {
  if (body.ending?.actor !== undefined && body.ending.actor !== consoleActor) return "aborted";
  return hasNeverWritten(body) ? "failed" : "rolled_back";
}

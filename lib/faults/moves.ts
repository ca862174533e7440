import type { NewRunEvent, RunOutcome } from "@/lib/delivery/run";
import type { ConditionNow } from "@/lib/faults/condition";
import type { Cadence } from "@/lib/faults/observation";
import type { ExperimentBody, ExperimentEnding, ExperimentRun } from "@/lib/faults/run";

/** The run after one look, and what is to be kept of it for good. */
export type Step = { readonly run: ExperimentRun; readonly events: readonly NewRunEvent[] };

export type StepContext = { readonly nowMs: number; readonly cadence: Cadence; readonly newToken: string };

/** The run with a strength to be written next; nothing has left yet. */
export function decideStrength(run: ExperimentRun, index: number, at: StepContext): Step {
  const pending = {
    token: at.newToken,
    sinceMs: at.nowMs,
    attempt: 0,
    target: { kind: "strength" as const, index },
  };
  const body: ExperimentBody = { ...run.body, pending, tokens: [...run.body.tokens, at.newToken] };
  return { run: { ...run, body }, events: [] };
}

export type EndingWish = {
  readonly reason: ExperimentEnding;
  readonly actor: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

/** Whether anything of the run may be in the cluster. */
export function mayHaveWritten({ body }: ExperimentRun): boolean {
  return body.tokens.length > 0 || body.touched.length > 0;
}

/** The run on its way back; one that never decided a write is over at once. */
export function endRun(run: ExperimentRun, wish: EndingWish, at: StepContext): Step {
  const { reason, actor, data = {} } = wish;
  if (run.state === "reverting" || run.state === "ended") return { run, events: [] };
  const ending = { reason, actor, atMs: at.nowMs, data: { ...data } };
  const events = [{ atMs: at.nowMs, kind: "ending", actor, data: { reason, ...data } }];
  const { pending: _pending, ...body } = run.body;
  if (!mayHaveWritten(run)) {
    const outcome: RunOutcome = reason === "by_person" || reason === "kill_switch" ? "stopped" : "failed";
    return ended({ ...run, body: { ...body, ending } }, outcome, at, events);
  }
  return revertAgain({ ...run, state: "reverting", body: { ...body, ending } }, at, events);
}

/** A new attempt to take everything back. */
export function revertAgain(run: ExperimentRun, at: StepContext, events: Step["events"]): Step {
  const pending = { token: at.newToken, sinceMs: at.nowMs, attempt: 0, target: { kind: "restore" as const } };
  return {
    run: { ...run, body: { ...run.body, pending, tokens: [...run.body.tokens, at.newToken] } },
    events,
  };
}

export function ended(
  run: ExperimentRun,
  outcome: RunOutcome,
  at: StepContext,
  before: Step["events"],
): Step {
  return {
    run: { ...run, state: "ended", outcome, endedAtMs: at.nowMs },
    events: [...before, { atMs: at.nowMs, kind: "ended", actor: "heddle", data: { outcome } }],
  };
}

/** Looks of a run that are kept one by one; beyond it every other one of the older half goes. */
const mostReadings = 600;

/** The run with what was just seen of its conditions. */
export function withLook(
  run: ExperimentRun,
  conditions: readonly ConditionNow[] | undefined,
  phase: "before" | "during" | "after",
  { nowMs }: Pick<StepContext, "nowMs">,
): ExperimentRun {
  if (conditions === undefined) return run;
  const { body } = run;
  const readings = conditions.map(({ key, value, requests, holds }) => ({
    key,
    atMs: nowMs,
    phase,
    ...(value === undefined ? {} : { value }),
    ...(requests === undefined ? {} : { requests }),
    ...(holds === undefined ? {} : { holds }),
  }));
  const isUnknown = conditions.some(({ holds }) => holds === undefined);
  const { unknownSinceMs, ...rest } = body;
  return {
    ...run,
    body: {
      ...rest,
      ...(isUnknown ? { unknownSinceMs: unknownSinceMs ?? nowMs } : {}),
      readings: thinned([...body.readings, ...readings]),
      lastLookMs: nowMs,
      lastTickMs: nowMs,
    },
  };
}

function thinned(readings: ExperimentBody["readings"]): ExperimentBody["readings"] {
  if (readings.length <= mostReadings) return readings;
  const times = [...new Set(readings.map(({ atMs }) => atMs))];
  const gone = new Set(times.slice(0, Math.floor(times.length / 2)).filter((_, index) => index % 2 === 1));
  return readings.filter(({ atMs, holds }) => holds === false || !gone.has(atMs));
}

import { decideStrength, endRun, withLook, type Step, type StepContext } from "@/lib/faults/moves";
import type { ExperimentObservation } from "@/lib/faults/observation";
import type { ExperimentRun } from "@/lib/faults/run";

/** A start that is later than this is none: who planned it for two o'clock does not want it at five. */
export const latestStartMs = 10 * 60_000;
const shortestWaitMs = 10 * 60_000;

/** How long the steady state is waited for. */
export function longestWaitMs(steadyMs: number): number {
  return Math.max(shortestWaitMs, 3 * steadyMs);
}

/** Whether only the steady state and the last checks are between the run and its first write. */
export function isReadyToLook({ body }: ExperimentRun, nowMs: number): boolean {
  const isApproved = !body.needsApproval || body.approvedBy !== undefined;
  return isApproved && nowMs >= (body.notBeforeMs ?? 0);
}

/** Whether the first write is due, as soon as the last checks pass. */
export function isSteady({ body }: ExperimentRun, nowMs: number): boolean {
  const { steadySinceMs, plan } = body;
  return steadySinceMs !== undefined && nowMs - steadySinceMs >= plan.steadyMs;
}

/** Before the first write: nothing is in the cluster, and every doubt ends the run or lets it wait. */
export function stepWaiting(run: ExperimentRun, seen: ExperimentObservation, at: StepContext): Step {
  const { nowMs } = at;
  const { notBeforeMs, waitingSinceMs, plan } = run.body;
  const heddle = { actor: "heddle" };
  if (seen.killSwitch !== undefined) {
    return endRun(run, { ...heddle, reason: "kill_switch", data: { ...seen.killSwitch } }, at);
  }
  if (!isReadyToLook(run, nowMs)) return { run, events: [] };
  if (waitingSinceMs === undefined) {
    if (notBeforeMs !== undefined && nowMs - notBeforeMs > latestStartMs) {
      return endRun(run, { ...heddle, reason: "missed", data: { notBeforeMs } }, at);
    }
    const event = { atMs: nowMs, kind: "waiting_for_steady_state", actor: "heddle", data: {} };
    return { run: { ...run, body: { ...run.body, waitingSinceMs: nowMs } }, events: [event] };
  }
  if (seen.freeze !== undefined) {
    return endRun(run, { ...heddle, reason: "frozen", data: { freeze: seen.freeze } }, at);
  }
  const looked = withSteadiness(withLook(run, seen.conditions, "before", at), seen, at);
  if (isSteady(looked, nowMs) && seen.conditions !== undefined) {
    if (seen.obstacle !== undefined) {
      const { code, message, data } = seen.obstacle;
      return endRun(looked, { ...heddle, reason: "preflight", data: { check: code, message, ...data } }, at);
    }
    return begin(looked, at);
  }
  // A clock that went back must not make the wait endless either.
  const waitedMs = Math.abs(nowMs - waitingSinceMs);
  if (waitedMs <= longestWaitMs(plan.steadyMs)) return { run: looked, events: [] };
  const keys = seen.conditions?.filter(({ holds }) => holds !== true).map(({ key }) => key) ?? [];
  return endRun(looked, { ...heddle, reason: "steady_state_missed", data: { waitedMs, keys } }, at);
}

function withSteadiness(
  run: ExperimentRun,
  { conditions }: ExperimentObservation,
  { nowMs }: StepContext,
): ExperimentRun {
  if (conditions === undefined) return run;
  const { steadySinceMs, ...body } = run.body;
  const isFine = conditions.every(
    ({ holds }) => holds === true || (holds === undefined && !body.plan.stopWithoutData),
  );
  if (!isFine) return { ...run, body };
  return { ...run, body: { ...body, steadySinceMs: Math.min(steadySinceMs ?? nowMs, nowMs) } };
}

/** The end is fixed in the same save as the decision to write, so there is never a fault without one. */
function begin(run: ExperimentRun, at: StepContext): Step {
  const expiresAtMs = at.nowMs + run.body.plan.durationMs;
  const { unknownSinceMs: _unknown, ...body } = run.body;
  const started = { ...run, state: "running" as const, startedAtMs: at.nowMs };
  const { run: next } = decideStrength(
    { ...started, body: { ...body, expiresAtMs, lastTickMs: at.nowMs } },
    0,
    at,
  );
  const event = { atMs: at.nowMs, kind: "started", actor: "heddle", data: { expiresAtMs } };
  return { run: next, events: [event] };
}

import type { ExperimentObservation } from "@/lib/faults/observation";
import type { ExperimentEnding, ExperimentRun } from "@/lib/faults/run";
import type { StepContext } from "@/lib/faults/moves";

type Ending = { readonly reason: ExperimentEnding; readonly data?: Readonly<Record<string, unknown>> };

/** A clock may be set by so much, or differ between replicas, without anybody caring. */
const clockSlackMs = 5000;

/** Why a fault whose time is not over must go all the same; undefined when it may stay. */
export function decideEnding(
  run: ExperimentRun,
  seen: ExperimentObservation,
  at: StepContext,
): Ending | undefined {
  return outsideEnding(seen) ?? conditionEnding(run, seen, at);
}

/** What the clocks say: whichever is the first to find the time over. */
export function timeEnding(
  { startedAtMs, body }: ExperimentRun,
  { countedMs, leftMsAtFirst }: Pick<ExperimentObservation, "countedMs" | "leftMsAtFirst">,
  nowMs: number,
): Ending | undefined {
  const { expiresAtMs, lastTickMs } = body;
  if (expiresAtMs === undefined || nowMs >= expiresAtMs) return { reason: "expired" };
  if (countedMs !== undefined && leftMsAtFirst !== undefined && countedMs >= leftMsAtFirst) {
    return { reason: "expired" };
  }
  const latestMs = Math.max(lastTickMs ?? 0, startedAtMs ?? 0);
  if (nowMs >= latestMs - clockSlackMs) return undefined;
  return { reason: "clock_moved", data: { byMs: latestMs - nowMs } };
}

function outsideEnding({ killSwitch, freeze, route }: ExperimentObservation): Ending | undefined {
  if (killSwitch !== undefined) return { reason: "kill_switch", data: { ...killSwitch } };
  if (freeze !== undefined) return { reason: "frozen", data: { freeze } };
  if (route.state === "missing") return { reason: "target_missing" };
  if (route.state === "changed") return { reason: "changed_outside", data: { paths: route.paths } };
  return undefined;
}

function conditionEnding(
  { body, startedAtMs }: ExperimentRun,
  { conditions }: ExperimentObservation,
  { nowMs, cadence }: StepContext,
): Ending | undefined {
  const broken = conditions?.find(({ holds }) => holds === false);
  if (broken !== undefined) {
    const { key, value, requests, condition } = broken;
    return { reason: "condition_broken", data: { key, value, requests, condition } };
  }
  if (!body.plan.stopWithoutData || conditions === undefined) return undefined;
  const sinceMs = Math.max(body.unknownSinceMs ?? nowMs, startedAtMs ?? 0);
  const isLong = nowMs - sinceMs >= cadence.graceMs + cadence.lookEveryMs;
  if (!isLong) return undefined;
  const keys = conditions.filter(({ holds }) => holds === undefined).map(({ key }) => key);
  return { reason: "condition_unknown", data: { sinceMs, keys } };
}

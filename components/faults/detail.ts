import type { RouterOutputs } from "@/components/changes/router-outputs";

export type ExperimentDetail = RouterOutputs["faults"]["read"]["data"];
type Run = Pick<ExperimentDetail["run"], "state" | "outcome" | "body">;

/** What a person should know first about a run: finer than its state. */
export type Situation =
  | "waiting_approval"
  | "waiting_time"
  | "waiting_steady"
  | "starting"
  | "in_force"
  | "reverting"
  | "completed"
  | "stopped"
  | "failed";

/** Where the run stands, from what is stored of it. */
export function situationOf({ state, outcome, body }: Run, nowMs: number): Situation {
  if (state === "ended") return outcome === "completed" || outcome === "stopped" ? outcome : "failed";
  if (state === "reverting") return "reverting";
  if (state === "running" || state === "paused" || state === "finishing") {
    return body.index === undefined ? "starting" : "in_force";
  }
  if (body.needsApproval && body.approvedBy === undefined) return "waiting_approval";
  return nowMs < (body.notBeforeMs ?? 0) ? "waiting_time" : "waiting_steady";
}

export const situationTones = {
  waiting_approval: "unknown",
  waiting_time: "idle",
  waiting_steady: "info",
  starting: "info",
  in_force: "degraded",
  reverting: "degraded",
  completed: "ok",
  stopped: "degraded",
  failed: "failing",
} as const satisfies Record<Situation, string>;

/** Whether a person can still end it. */
export function isStoppable(state: Run["state"]): boolean {
  return state !== "ended" && state !== "reverting";
}

/** Minutes and seconds of a countdown, `4:07`; never below zero. */
export function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

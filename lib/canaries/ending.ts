import type { CanaryRun } from "@/lib/canaries/run";
import type { StageVerdict } from "@/lib/canaries/step-verdict";

/** A list of pods may be empty for a moment; requests to a canary without one fail all the time. */
const readinessGraceMs = 10_000;

export type RunEnding = { readonly reason: string; readonly data: Readonly<Record<string, unknown>> };

/** Why a run has to be taken back now: its numbers, its pods or its time. A promotion that is decided is not undone. */
export function endingOf(run: CanaryRun, verdict: StageVerdict, nowMs: number): RunEnding | undefined {
  if (run.state === "finishing") return undefined;
  return badEnding(run, verdict) ?? podsEnding(run, nowMs) ?? timeEnding(run, verdict, nowMs);
}

function badEnding({ body }: CanaryRun, verdict: StageVerdict): RunEnding | undefined {
  if (body.stage === undefined || verdict.verdict !== "rollback") return undefined;
  return { reason: verdict.reason, data: { evidence: verdict } };
}

function podsEnding({ body }: CanaryRun, nowMs: number): RunEnding | undefined {
  const { notReadySinceMs, stage, scrapeMs = 0 } = body;
  if (stage?.kind !== "step" || notReadySinceMs === undefined) return undefined;
  const isSure = nowMs - notReadySinceMs >= Math.min(readinessGraceMs, 2 * scrapeMs);
  return isSure ? { reason: "canary_not_ready", data: { sinceMs: notReadySinceMs } } : undefined;
}

function timeEnding(run: CanaryRun, verdict: StageVerdict, nowMs: number): RunEnding | undefined {
  const { deadlineMs } = run.body.plan;
  const sinceMs = run.startedAtMs ?? run.createdAtMs;
  if (deadlineMs === undefined || nowMs - sinceMs < deadlineMs) return undefined;
  return { reason: "deadline", data: { deadlineMs, evidence: verdict } };
}

import { withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import type { PauseReason } from "@/lib/canaries/run";
import { isSameJson } from "@/lib/config/clean-manifest";

export type Obstacle = {
  readonly reason: PauseReason;
  readonly data?: Readonly<Record<string, unknown>>;
  /** How long it may last before the safe path is taken; for ever without. */
  readonly graceMs?: number;
  readonly sinceMs?: number;
  readonly untilMs?: number | undefined;
};

/** Why a waiting run does not begin is told as `waiting`, of others as `paused`. */
export function setPause(draft: Draft, obstacle: Obstacle, nowMs: number): Draft {
  const { reason, data = {}, graceMs } = obstacle;
  const { pause } = draft.run.body;
  if (pause?.reason === reason && isSameData(reason, pause.data, data)) return draft;
  const sinceMs = pause?.reason === reason ? pause.sinceMs : (obstacle.sinceMs ?? nowMs);
  const untilMs =
    pause?.reason === reason
      ? pause.untilMs
      : (obstacle.untilMs ?? (graceMs === undefined ? undefined : sinceMs + graceMs));
  const paused = withBody(draft, {
    pause: { reason, sinceMs, data: { ...data }, ...(untilMs === undefined ? {} : { untilMs }) },
  });
  const isWaiting = draft.run.state === "waiting";
  return withEvent(isWaiting ? paused : withRun(paused, { state: "paused" }), {
    kind: isWaiting ? "waiting" : "paused",
    atMs: nowMs,
    data: { reason, ...(untilMs === undefined ? {} : { untilMs }), ...data },
  });
}

/** Numbers move with every look; only where somebody else's doing is shown is a change worth telling again. */
function isSameData(reason: PauseReason, before: unknown, after: unknown): boolean {
  return reason !== "changed_outside" || isSameJson(before, after);
}

/** The run goes on; nothing happens to one that is not paused. */
export function clearPause(draft: Draft, nowMs: number, actor?: string): Draft {
  const { pause } = draft.run.body;
  if (pause === undefined) return draft;
  const cleared = withBody(draft, { pause: undefined });
  if (draft.run.state !== "paused") return cleared;
  return withEvent(withRun(cleared, { state: "running" }), {
    kind: "resumed",
    atMs: nowMs,
    ...(actor === undefined ? {} : { actor }),
    data: { after: pause.reason },
  });
}

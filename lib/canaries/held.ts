import { withBody, withEvent, type Draft } from "@/lib/canaries/draft";
import type { Obstacle } from "@/lib/canaries/pause";
import type { CanaryBody, PauseReason } from "@/lib/canaries/run";

/** Pauses that nothing but a person ends, or their own time. */
const lasting: readonly PauseReason[] = ["by_person", "write_refused", "rebuilt"];

/** What a person who decides without figures knows. */
const silent: readonly PauseReason[] = ["no_data", "metrics_unavailable"];

/** The run without a hold whose time is over; a lasting pause that stands alone becomes a hold. */
export function releaseHeld(draft: Draft, nowMs: number): Draft {
  const { held, pause } = draft.run.body;
  if (held?.releaseAtMs !== undefined && nowMs >= held.releaseAtMs)
    return withBody(draft, { held: undefined });
  if (held !== undefined || pause === undefined || !lasting.includes(pause.reason)) return draft;
  return withBody(draft, { held: { ...pause } });
}

/**
 * A write that keeps failing and has left nothing in the cluster is given up when the run must not go on: it was decided
 * for another moment.
 */
export function stopPending(
  draft: Draft,
  obstacle: Obstacle | undefined,
  isOtherRevision: boolean,
  nowMs: number,
): Draft {
  const { pending, held } = draft.run.body;
  const isInTheWay =
    obstacle !== undefined && !(pending?.isByPerson === true && silent.includes(obstacle.reason));
  const isUnwanted = isInTheWay || held !== undefined || isOtherRevision;
  return isUnwanted && isStoppable(pending) ? withoutPending(draft, nowMs) : draft;
}

/** Nothing of it can be in the cluster. */
export function isStoppable(pending: CanaryBody["pending"]): boolean {
  return pending !== undefined && pending.target.kind !== "restore" && pending.hasLanded === false;
}

/** The run as it was before the write was decided. */
export function withoutPending(draft: Draft, nowMs: number): Draft {
  const { pending, overtaken = [] } = draft.run.body;
  if (pending === undefined) return draft;
  const { run, events } = withBody(draft, { pending: undefined, overtaken: [...overtaken, pending.token] });
  const stopped = {
    run: { ...run, state: run.state === "finishing" ? ("running" as const) : run.state },
    events,
  };
  return withEvent(stopped, {
    kind: "write_stopped",
    atMs: nowMs,
    data: { target: pending.target, token: pending.token },
  });
}

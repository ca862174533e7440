import { withBody, withEvent, type Draft } from "@/lib/canaries/draft";
import { longestLookMs, lookedUntilMs } from "@/lib/canaries/look-window";
import type { CanaryBody } from "@/lib/canaries/run";

/** Two replicas' clocks differ by so much without anything being wrong. */
const toleranceMs = 1000;

/**
 * The run with the time of this look. What a clock that went back left in the future comes back with it; an interval
 * that is too long to be one look is missing; and while nobody looked, nothing ran out but what a person set a time for.
 */
export function tick(draft: Draft, scrapeMs: number, nowMs: number): Draft {
  const { lastTickMs } = draft.run.body;
  const gapMs = lastTickMs === undefined ? 0 : nowMs - lastTickMs;
  const isBack = gapMs < -toleranceMs;
  const timed = isBack
    ? wound(draft, gapMs, nowMs)
    : gapMs > longestLookMs(scrapeMs)
      ? silent(draft, nowMs)
      : draft;
  const looked = missed(timed, scrapeMs, nowMs);
  const isWorthSaving = looked !== draft || lastTickMs === undefined || gapMs >= scrapeMs;
  const isScrape = looked.run.body.scrapeMs === scrapeMs;
  return isWorthSaving || !isScrape ? withBody(looked, { lastTickMs: nowMs, scrapeMs }) : looked;
}

/** All times of the run moved by what the clock went back, so that what has passed has passed. */
function wound(draft: Draft, byMs: number, nowMs: number): Draft {
  const { body } = draft.run;
  const by = (atMs: number | undefined) => (atMs === undefined ? undefined : atMs + byMs);
  const times: (keyof CanaryBody & `${string}Ms`)[] = [
    "stageSinceMs",
    "skipUntilMs",
    "noDataSinceMs",
    "notReadySinceMs",
    "patienceSinceMs",
  ];
  const moved = withBody(draft, {
    ...Object.fromEntries(times.map((name) => [name, by(body[name])])),
    ...(body.stage === undefined ? {} : { lastLookMs: nowMs }),
    ...(body.pause === undefined ? {} : { pause: movedPause(body.pause, by) }),
    ...(body.held === undefined ? {} : { held: movedPause(body.held, by) }),
    ...(body.pending === undefined ? {} : { pending: movedPending(body.pending, by) }),
  });
  return withEvent(moved, { kind: "clock_went_back", atMs: nowMs, data: { byMs: -byMs } });
}

type Move = (atMs: number | undefined) => number | undefined;

function movedPause<
  Pause extends { sinceMs: number; untilMs?: number | undefined; releaseAtMs?: number | undefined },
>(pause: Pause, by: Move): Pause {
  return {
    ...pause,
    sinceMs: by(pause.sinceMs) ?? pause.sinceMs,
    ...(pause.untilMs === undefined ? {} : { untilMs: by(pause.untilMs) }),
    ...(pause.releaseAtMs === undefined ? {} : { releaseAtMs: by(pause.releaseAtMs) }),
  };
}

function movedPending(pending: NonNullable<CanaryBody["pending"]>, by: Move): CanaryBody["pending"] {
  const { retryAtMs, sinceMs } = pending;
  return {
    ...pending,
    sinceMs: by(sinceMs) ?? sinceMs,
    ...(retryAtMs === undefined ? {} : { retryAtMs: by(retryAtMs) }),
  };
}

/** The console was away: that is no silence of the metrics, and no grace was given. */
function silent(draft: Draft, nowMs: number): Draft {
  const { noDataSinceMs, notReadySinceMs, pause, held } = draft.run.body;
  const anew = <Pause extends { sinceMs: number; untilMs?: number | undefined }>(one: Pause): Pause =>
    one.untilMs === undefined ? one : { ...one, untilMs: nowMs + Math.max(0, one.untilMs - one.sinceMs) };
  return withBody(draft, {
    patienceSinceMs: nowMs,
    ...(noDataSinceMs === undefined ? {} : { noDataSinceMs: nowMs }),
    ...(notReadySinceMs === undefined ? {} : { notReadySinceMs: nowMs }),
    ...(pause === undefined ? {} : { pause: anew(pause) }),
    ...(held === undefined ? {} : { held: anew(held) }),
  });
}

function missed(draft: Draft, scrapeMs: number, nowMs: number): Draft {
  const fromMs = lookedUntilMs(draft.run);
  if (draft.run.state === "reverting") return draft;
  if (fromMs === undefined || nowMs - fromMs <= longestLookMs(scrapeMs)) return draft;
  const next = withBody(draft, { lastLookMs: nowMs });
  // That there is no data has been told already.
  if (draft.run.body.noDataSinceMs !== undefined) return next;
  return withEvent(next, {
    kind: "interval_missing",
    atMs: nowMs,
    data: { fromMs, toMs: nowMs },
  });
}

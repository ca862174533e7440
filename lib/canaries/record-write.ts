import type { CanaryDecision, CanaryWriteOutcome } from "@/lib/canaries/decision";
import { consoleActor, withBody, withEvent, withRun, type Draft } from "@/lib/canaries/draft";
import { skippedScrapes } from "@/lib/canaries/look-window";
import { setPause, type Obstacle } from "@/lib/canaries/pause";
import type { CanaryBody, CanaryRun, PauseReason } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { stageIndex, stageWeightPercent } from "@/lib/canaries/stages";
import { decideRestore, endRun } from "@/lib/canaries/write-decision";
import { addTouched } from "@/lib/delivery/run";
import { objectKey } from "@/lib/mesh/object-ref";

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
const defaultScrapeMs = 15_000;
const minuteMs = 60_000;

/**
 * The run after its pending write was tried: moved on, to be tried again, or paused. A run without a pending write only
 * keeps what was touched. What takes everything back is tried until it is done.
 */
export function recordWrite(run: CanaryRun, outcome: CanaryWriteOutcome, nowMs: number): CanaryDecision {
  if (run.state === "ended") return { run, events: [] };
  const draft = withTouched({ run, events: [] }, outcome);
  const { pending } = draft.run.body;
  if (pending === undefined) return draft;
  if (outcome.state === "written") return written(draft, pending, nowMs);
  if (outcome.state === "refused" && pending.target.kind !== "restore") {
    return refused(withBody(draft, { pending: undefined }), pending.target, outcome, nowMs);
  }
  return retried(draft, pending, outcome, nowMs);
}

type Pending = NonNullable<CanaryBody["pending"]>;

function withTouched(draft: Draft, { touched, changeIds }: CanaryWriteOutcome): Draft {
  const { body } = draft.run;
  const isNew = touched.length > 0 || changeIds.some((id) => !body.changeIds.includes(id));
  if (!isNew) return draft;
  return withBody(draft, {
    touched: [...addTouched(body.touched, touched, objectKey)],
    changeIds: [...new Set([...body.changeIds, ...changeIds])],
  });
}

function written(draft: Draft, { target, token }: Pending, nowMs: number): Draft {
  const { body } = draft.run;
  const settled = withBody(draft, { pending: undefined });
  if (target.kind === "restore") return endRun(withBody(settled, { overtaken: undefined }), nowMs);
  const entered = withBody(settled, {
    stage: target,
    stageSinceMs: nowMs,
    skipUntilMs: nowMs + skippedScrapes * (body.scrapeMs ?? defaultScrapeMs),
    lastLookMs: undefined,
    noDataSinceMs: undefined,
    noDataReason: undefined,
    patienceSinceMs: undefined,
  });
  if (target.kind === "promote") return endRun(entered, nowMs, "promoted");
  const told = withEvent(entered, {
    kind: "step_entered",
    atMs: nowMs,
    data: { stage: target, weightPercent: stageWeightPercent(body.plan, target), token },
  });
  const running = withRun(told, { state: "running" });
  return body.held === undefined ? running : setPause(running, body.held, nowMs);
}

type Failure = Extract<CanaryWriteOutcome, { message: string }>;

function retried(draft: Draft, pending: Pending, outcome: Failure, nowMs: number): Draft {
  const attempt = pending.attempt + 1;
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(10, attempt - 1));
  const next = withBody(draft, {
    pending: {
      ...pending,
      attempt,
      retryAtMs: nowMs + waitMs,
      error: outcome.message,
      hasLanded: pending.hasLanded === true || outcome.touched.length > 0,
    },
  });
  if (!isWorthTelling(attempt)) return next;
  return withEvent(next, {
    kind: pending.target.kind === "restore" ? "restore_delayed" : "write_delayed",
    atMs: nowMs,
    data: {
      target: pending.target,
      token: pending.token,
      attempt,
      message: outcome.message,
      ...codeOf(outcome),
    },
  });
}

const codeOf = (outcome: Failure) => (outcome.state === "refused" ? { code: outcome.code } : {});

/** The first failure, and then ever more rarely: attempts 1, 4, 16, …, and each hundredth. */
function isWorthTelling(attempt: number): boolean {
  return attempt === 1 || attempt === 4 || attempt === 16 || attempt === 64 || attempt % 100 === 0;
}

/** Nobody's no is overruled: the run stays where it is, or goes back when what it wanted was to lower the risk. */
function refused(draft: Draft, target: CanaryStage, outcome: Failure, nowMs: number): Draft {
  const { body } = draft.run;
  const { message } = outcome;
  const code = outcome.state === "refused" ? outcome.code : "";
  const told = withEvent(draft, { kind: "write_refused", atMs: nowMs, data: { target, code, message } });
  if (body.stage !== undefined && stageIndex(target) < stageIndex(body.stage)) {
    const data = { code, message, wanted: target };
    return decideRestore(told, { reason: "restart_refused", actor: consoleActor, data }, nowMs);
  }
  const held = holdOf(code, { code, message, target }, body, nowMs);
  const running = told.run.state === "finishing" ? withRun(told, { state: "running" }) : told;
  return setPause(withBody(running, { held }), held, nowMs);
}

function holdOf(
  code: string,
  data: Record<string, unknown>,
  { plan }: CanaryBody,
  nowMs: number,
): Obstacle & NonNullable<CanaryBody["held"]> {
  const hold = (reason: PauseReason) => ({ reason, sinceMs: nowMs, data });
  if (code === "frozen") return { ...hold("frozen"), releaseAtMs: nowMs + longestRetryMs };
  if (code === "kill_switch") return { ...hold("kill_switch"), releaseAtMs: nowMs + longestRetryMs };
  if (code === "no_access" || code === "forbidden" || code === "unauthenticated") {
    return { ...hold("no_access"), untilMs: nowMs + Math.min(minuteMs, plan.noDataMs) };
  }
  return hold("write_refused");
}

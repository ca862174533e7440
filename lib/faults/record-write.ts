import { addTouched, type NewRunEvent, type TouchedObject } from "@/lib/delivery/run";
import { objectKey } from "@/lib/mesh/object-ref";
import { endRun, type Step, type StepContext } from "@/lib/faults/moves";
import type { ExperimentBody, ExperimentRun } from "@/lib/faults/run";

/** How a write that was decided went; as the change engine tells it. */
export type WriteResult = {
  readonly touched: readonly TouchedObject[];
  readonly changeIds: readonly string[];
} & (
  | { readonly state: "written" }
  | { readonly state: "retry"; readonly message: string }
  | { readonly state: "refused"; readonly code: string; readonly message: string }
);

const firstPauseMs = 1000;
const longestPauseMs = 15_000;
/** Raising the fault is given up after so many attempts; taking it back never is. */
const mostAttempts = 5;
/** A revert that nobody lets through is said again each time so many attempts have failed. */
const alertEvery = 20;

/** The run after an attempt at its pending write. */
export function recordWrite(run: ExperimentRun, result: WriteResult, at: StepContext): Step {
  const { pending } = run.body;
  if (pending === undefined) return { run, events: [] };
  const { target } = pending;
  // What a way back wrote is no fault: the run goes on knowing what its strengths left.
  const known = withWrites(run, target.kind === "restore" ? { ...result, touched: [] } : result);
  if (result.state === "written") {
    const { pending: _pending, ...body } = known.body;
    if (target.kind === "restore") return { run: { ...known, body }, events: [] };
    const { index } = target;
    const event = {
      atMs: at.nowMs,
      kind: "strength",
      actor: "heddle",
      data: { index, changeIds: result.changeIds },
    };
    return { run: { ...known, body: { ...body, index, indexSinceMs: at.nowMs } }, events: [event] };
  }
  const attempt = pending.attempt + 1;
  if (target.kind === "strength" && (result.state === "refused" || attempt >= mostAttempts)) {
    const code = result.state === "refused" ? result.code : "retry";
    const reason = code === "forbidden" || code === "no_access" ? "no_access" : "write_refused";
    return endRun(known, { reason, actor: "heddle", data: { code, message: result.message } }, at);
  }
  const retryAtMs = at.nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(pending.attempt, 10));
  const failed = { ...pending, attempt, retryAtMs, error: result.message };
  return {
    run: { ...known, body: { ...known.body, pending: failed } },
    events: target.kind === "restore" ? alertOf(result, attempt, at) : [],
  };
}

function alertOf(result: WriteResult, attempt: number, at: StepContext): readonly NewRunEvent[] {
  if (
    result.state === "written" ||
    (attempt !== 3 && attempt % alertEvery !== 0 && !isFirst(result, attempt))
  ) {
    return [];
  }
  const code = result.state === "refused" ? result.code : "retry";
  return [
    {
      atMs: at.nowMs,
      kind: "revert_failing",
      actor: "heddle",
      data: { attempt, code, message: result.message },
    },
  ];
}

const isFirst = (result: WriteResult, attempt: number): boolean =>
  result.state === "refused" && attempt === 1;

/** The run with what was written, also by attempts of processes that died. */
export function withWrites(
  run: ExperimentRun,
  { touched, changeIds }: Pick<WriteResult, "touched" | "changeIds">,
): ExperimentRun {
  const { body } = run;
  const all: ExperimentBody = {
    ...body,
    touched: [...addTouched(body.touched, touched, objectKey)],
    changeIds: [...new Set([...body.changeIds, ...changeIds])],
  };
  return { ...run, body: all };
}

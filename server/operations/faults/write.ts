import type { ChangeRequest } from "@/lib/changes/change-set";
import type { TouchedObject } from "@/lib/delivery/run";
import type { StepContext } from "@/lib/faults/moves";
import { recordOfRun } from "@/lib/faults/rebuild";
import { recordWrite, withWrites, type WriteResult } from "@/lib/faults/record-write";
import type { ExperimentRun } from "@/lib/faults/run";
import { faultAt } from "@/lib/faults/strength";
import { changesOfRequest, markUndone } from "@/server/database/change";
import { readRun, saveRun } from "@/server/database/run";
import { settleChange } from "@/server/operations/changes/settle-change";
import { performWrite } from "@/server/operations/delivery/perform-write";
import { experimentFrom } from "@/server/operations/faults/stored-experiment";
import type { OperationContext } from "@/server/ports";

type Pending = NonNullable<ExperimentRun["body"]["pending"]>;

const recordAttempts = 5;
/** A time to try again that is further away than any pause was set by a clock that has gone back since. */
const longestPauseMs = 60_000;

export function isWriteDue({ body }: ExperimentRun, nowMs: number): boolean {
  if (body.pending === undefined) return false;
  const waitMs = (body.pending.retryAtMs ?? 0) - nowMs;
  return waitMs <= 0 || waitMs > longestPauseMs;
}

/** Makes the run's pending write true, and notes what came of it whatever happened to the run meanwhile. */
export async function writePending(
  ctx: OperationContext,
  run: ExperimentRun,
  at: StepContext,
): Promise<void> {
  const { pending } = run.body;
  if (pending === undefined) return;
  const isRestore = pending.target.kind === "restore";
  const known = isRestore ? await withEarlierWrites(ctx, run, pending) : run;
  // Somebody else saved first, and goes on with it.
  if (known === undefined) return;
  if (known === "still_writing") {
    const message = "An earlier write of this experiment is not over yet";
    return record(ctx, run, pending, { state: "retry", message, touched: [], changeIds: [] }, at);
  }
  const result = await performWrite(ctx, {
    cluster: known.cluster,
    token: pending.token,
    request: requestOf(known, pending),
    reason: known.body.reason,
    force: known.body.force || isRestore,
  });
  if (isRestore && result.state === "written") await noteUndone(ctx, known, result);
  await record(ctx, known, pending, result, at);
}

function requestOf(run: ExperimentRun, { target }: Pending): ChangeRequest {
  if (target.kind === "restore") return { kind: "restore", runId: run.id };
  const { plan, expiresAtMs = 0 } = run.body;
  const { index } = target;
  return {
    kind: "fault_stage",
    runId: run.id,
    intent: faultAt(plan, index),
    index,
    expiresAtMs,
    record: recordOfRun(run),
  };
}

/**
 * The run with everything that any of its writes did, also those whose process died before it could say so: a way back
 * that misses one of them leaves a fault behind.
 */
async function withEarlierWrites(
  ctx: OperationContext,
  run: ExperimentRun,
  pending: Pending,
): Promise<ExperimentRun | "still_writing" | undefined> {
  const touched: TouchedObject[] = [];
  const changeIds: string[] = [];
  for (const token of run.body.tokens.filter((one) => one !== pending.token)) {
    for (const change of await changesOfRequest(ctx.databaseUrl, token)) {
      const settled = await settleChange(ctx, change);
      if (settled.state === "applying") return "still_writing";
      changeIds.push(settled.id);
      if (settled.kind !== "fault_stage") continue;
      const written = settled.objects.filter(({ result }) => result !== "pending" && result !== "failed");
      touched.push(...written.map(({ ref, before, after }) => ({ ref, before, after })));
    }
  }
  const isKnown = changeIds.every((id) => run.body.changeIds.includes(id));
  if (isKnown) return run;
  return saveRun(ctx.databaseUrl, withWrites(run, { touched, changeIds }), []);
}

async function noteUndone(
  ctx: OperationContext,
  run: ExperimentRun,
  { changeIds }: WriteResult,
): Promise<void> {
  const restoredBy = changeIds.at(-1);
  const earlier = run.body.changeIds.filter((id) => !changeIds.includes(id));
  if (restoredBy !== undefined && earlier.length > 0) await markUndone(ctx.databaseUrl, earlier, restoredBy);
}

async function record(
  ctx: OperationContext,
  run: ExperimentRun,
  pending: Pending,
  result: WriteResult,
  at: StepContext,
): Promise<void> {
  let now = run;
  for (let attempt = 0; attempt < recordAttempts; attempt += 1) {
    const isStill = now.body.pending?.token === pending.token;
    const { run: next, events } = isStill
      ? recordWrite(now, result, { ...at, nowMs: ctx.nowMs() })
      : {
          run: withWrites(now, pending.target.kind === "restore" ? { ...result, touched: [] } : result),
          events: [],
        };
    if ((await saveRun(ctx.databaseUrl, next, events)) !== undefined) return;
    const stored = await readRun(ctx.databaseUrl, run.id);
    if (stored === undefined) return;
    now = experimentFrom(stored);
  }
}

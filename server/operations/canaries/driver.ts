import type { CanaryDecision, CanaryWriteOutcome } from "@/lib/canaries/decision";
import { recordWrite } from "@/lib/canaries/record-write";
import type { CanaryRun } from "@/lib/canaries/run";
import { step } from "@/lib/canaries/step";
import { addTouched } from "@/lib/delivery/run";
import { objectKey } from "@/lib/mesh/object-ref";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { markUndone } from "@/server/database/change";
import { readRun, saveRun } from "@/server/database/run";
import { newMemory, observe, type CanaryMemory } from "@/server/operations/canaries/observe";
import { recordOf } from "@/server/operations/canaries/record";
import { canaryFrom } from "@/server/operations/canaries/stored-run";
import { tendCanaries } from "@/server/operations/canaries/tend";
import { clusterSources } from "@/server/operations/cluster-sources";
import { performWrite, settledWrites } from "@/server/operations/delivery/perform-write";
import type { RunDriver } from "@/server/operations/delivery/loop";
import type { OperationContext } from "@/server/ports";

type Pending = NonNullable<CanaryRun["body"]["pending"]>;

const recordAttempts = 5;

/** Moves canaries on. What a process remembers between looks is in its driver; a new one asks again. */
export function newCanaryDriver(memory: CanaryMemory = newMemory()): RunDriver {
  return {
    kind: "canary",
    tend: tendCanaries,
    async tick(ctx, stored) {
      const run = canaryFrom(stored);
      const observation = await observe(ctx, clusterSources(ctx, run.cluster), run, memory);
      const decision = step(run, observation, ctx.nowMs());
      const saved = await saveDecision(ctx, run, decision);
      // Somebody else saved first: what was counted here is counted again by the next look.
      if (saved === undefined || saved.state === "ended") forget(memory, run.id);
      const pending = saved?.body.pending;
      if (saved === undefined || pending === undefined || (pending.retryAtMs ?? 0) > ctx.nowMs()) return;
      if (pending.target.kind === "restore" || pending.target.kind === "promote") forget(memory, run.id);
      await write(ctx, saved, pending);
    },
  };
}

export const canaryDriver: RunDriver = newCanaryDriver();

function forget({ looks, routes }: CanaryMemory, runId: string): void {
  looks.delete(runId);
  routes.delete(runId);
}

/** The saved run; the same one when there was nothing to save, undefined when somebody else saved first. */
async function saveDecision(
  ctx: OperationContext,
  run: CanaryRun,
  { run: next, events }: CanaryDecision,
): Promise<CanaryRun | undefined> {
  return next === run && events.length === 0 ? run : saveRun(ctx.databaseUrl, next, events);
}

async function write(ctx: OperationContext, run: CanaryRun, pending: Pending): Promise<void> {
  const isRestore = pending.target.kind === "restore";
  const known = isRestore ? await withOvertaken(ctx, run) : run;
  if (known === undefined) return;
  if (known === "busy") {
    const message = "An earlier write of this run is still under way";
    return record(ctx, run, pending, { state: "retry", message, touched: [], changeIds: [] });
  }
  const outcome = await performWrite(ctx, {
    cluster: known.cluster,
    token: pending.token,
    request: requestOf(known, pending),
    reason: known.body.reason,
    force: known.body.force || isRestore,
  });
  if (isRestore && outcome.state === "written") await noteUndone(ctx, known, outcome);
  await record(ctx, known, pending, outcome);
}

/**
 * The run with what the writes left behind that its restore overtook: a way back that misses an object is none.
 * Undefined when somebody else saved first.
 */
async function withOvertaken(ctx: OperationContext, run: CanaryRun): Promise<CanaryRun | "busy" | undefined> {
  const { overtaken = [], touched, changeIds } = run.body;
  if (overtaken.length === 0) return run;
  const found = await settledWrites(ctx, overtaken);
  if (found.isOpen) return "busy";
  const { overtaken: _, ...body } = run.body;
  const next: CanaryRun = {
    ...run,
    body: {
      ...body,
      touched: [...addTouched(touched, found.touched, objectKey)],
      changeIds: [...new Set([...changeIds, ...found.changeIds])],
    },
  };
  return saveRun(ctx.databaseUrl, next, []);
}

function requestOf(run: CanaryRun, { target }: Pending): ChangeRequest {
  if (target.kind === "restore") return { kind: "restore", runId: run.id };
  const { plan } = run.body;
  return { kind: "canary_stage", runId: run.id, plan, stage: target, record: recordOf(run) };
}

async function noteUndone(
  ctx: OperationContext,
  run: CanaryRun,
  { changeIds }: CanaryWriteOutcome,
): Promise<void> {
  const restoredBy = changeIds.at(-1);
  const earlier = run.body.changeIds.filter((id) => !changeIds.includes(id));
  if (restoredBy !== undefined && earlier.length > 0) await markUndone(ctx.databaseUrl, earlier, restoredBy);
}

/** What was written is noted whatever happened to the run in the meantime: a way back that misses an object is none. */
async function record(
  ctx: OperationContext,
  run: CanaryRun,
  pending: Pending,
  outcome: CanaryWriteOutcome,
): Promise<void> {
  let now: CanaryRun = run;
  for (let attempt = 0; attempt < recordAttempts; attempt += 1) {
    const isStill = now.body.pending?.token === pending.token;
    const base = isStill ? now : withoutPending(now);
    const { run: next, events } = recordWrite(base, outcome, ctx.nowMs());
    const kept = isStill ? next : withPending(next, now.body.pending);
    if (next === base && events.length === 0) return;
    if ((await saveRun(ctx.databaseUrl, kept, events)) !== undefined) return;
    const stored = await readRun(ctx.databaseUrl, run.id);
    if (stored === undefined) return;
    now = canaryFrom(stored);
  }
}

function withoutPending(run: CanaryRun): CanaryRun {
  const { pending: _, ...body } = run.body;
  return { ...run, body };
}

function withPending(run: CanaryRun, pending: Pending | undefined): CanaryRun {
  return pending === undefined ? run : { ...run, body: { ...run.body, pending } };
}

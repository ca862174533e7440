import { phrase, inOwnWords } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import { nextStart } from "@/lib/faults/next-start";
import { scheduleSchema, type ExperimentSchedule } from "@/lib/faults/schedule";
import {
  createSavedPlan,
  deleteSavedPlan,
  listSavedPlans,
  readSavedPlan,
  updateSavedPlan,
  type SavedPlan,
} from "@/server/database/saved-plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import { activeRuns } from "@/server/operations/faults/facts";
import { startExperiment } from "@/server/operations/faults/start";
import type { OperationContext } from "@/server/ports";

/** A start that is later than this is skipped, and says so. */
const latestMs = 10 * 60_000;

const planSchema = z.object({
  plan: experimentPlanSchema,
  reason: z.string(),
  force: z.boolean().default(false),
});
const storedScheduleSchema = z.object({
  schedule: scheduleSchema,
  last: z.object({ atMs: z.number(), code: z.string(), message: z.string() }).optional(),
});

/** A plan that begins by itself. */
export type ScheduledExperiment = {
  readonly id: string;
  readonly name: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  readonly schedule: ExperimentSchedule;
  /** Absent when it will not begin again. */
  readonly nextAtMs?: number;
  readonly lastRunId?: string;
  /** What became of the last time: `started`, `missed`, `busy` or the check that kept it away. */
  readonly last?: { readonly atMs: number; readonly code: string; readonly message: string };
  readonly createdBy: string;
  readonly createdAtMs: number;
};

export type ScheduleInput = {
  readonly cluster: string;
  /** Absent for a new one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  readonly schedule: ExperimentSchedule;
};

function scheduledFrom(saved: SavedPlan): ScheduledExperiment | undefined {
  const stored = storedScheduleSchema.safeParse(saved.schedule);
  const planned = planSchema.safeParse(saved.plan);
  if (!stored.success || !planned.success) return undefined;
  const { id, name, nextAtMs, lastRunId, createdBy, createdAtMs } = saved;
  const { schedule, last } = stored.data;
  return {
    id,
    name,
    plan: planned.data.plan,
    reason: planned.data.reason,
    schedule,
    ...(nextAtMs === undefined ? {} : { nextAtMs }),
    ...(lastRunId === undefined ? {} : { lastRunId }),
    ...(last === undefined ? {} : { last }),
    createdBy,
    createdAtMs,
  };
}

export async function listSchedules(
  ctx: OperationContext,
  cluster: string,
): Promise<readonly ScheduledExperiment[]> {
  const filter = { kind: "fault" as const, cluster: clusterSources(ctx, cluster).name };
  return (await listSavedPlans(ctx.databaseUrl, filter)).flatMap((one) => scheduledFrom(one) ?? []);
}

/** Throws invalid_input for a time that has passed. */
export async function saveSchedule(
  ctx: OperationContext,
  input: ScheduleInput,
): Promise<ScheduledExperiment> {
  const cluster = clusterSources(ctx, input.cluster).name;
  const nextAtMs = nextStart(input.schedule, ctx.nowMs());
  if (nextAtMs === undefined) {
    throw new ConsoleError("invalid_input", phrase("time_passed"), {
      hint: phrase("choose_future"),
      details: { field: "schedule.atMs" },
    });
  }
  const { id, name, plan, reason, schedule } = input;
  const known = id === undefined ? undefined : await requireSchedule(ctx, id);
  const saved: SavedPlan = {
    id: known?.id ?? randomUUID(),
    kind: "fault",
    cluster,
    service: plan.fault.service,
    name,
    plan: { plan, reason, force: false },
    schedule: { schedule },
    nextAtMs,
    ...(known?.lastRunId === undefined ? {} : { lastRunId: known.lastRunId }),
    createdBy: ctx.actor.name,
    createdAtMs: known?.createdAtMs ?? ctx.nowMs(),
    version: known?.version ?? 0,
  };
  if (known === undefined) await createSavedPlan(ctx.databaseUrl, saved);
  else if (!(await updateSavedPlan(ctx.databaseUrl, saved))) {
    throw new ConsoleError("conflict", phrase("saved_by_other"), {
      hint: phrase("read_then_save"),
    });
  }
  const scheduled = scheduledFrom(saved);
  if (scheduled === undefined)
    throw new ConsoleError("internal", inOwnWords("The schedule was not stored as it is"));
  return scheduled;
}

async function requireSchedule(ctx: OperationContext, id: string): Promise<SavedPlan> {
  const saved = await readSavedPlan(ctx.databaseUrl, id);
  if (saved !== undefined && saved.kind === "fault" && saved.schedule !== undefined) return saved;
  throw new ConsoleError("not_found", phrase("no_schedule"), { hint: phrase("deleted_already") });
}

export async function deleteSchedule(ctx: OperationContext, id: string): Promise<void> {
  await deleteSavedPlan(ctx.databaseUrl, (await requireSchedule(ctx, id)).id);
}

/** Begins what is due. One that is late, or meets another experiment, is skipped and says so. */
export async function startDueSchedules(ctx: OperationContext): Promise<void> {
  const nowMs = ctx.nowMs();
  for (const saved of await listSavedPlans(ctx.databaseUrl, { kind: "fault" })) {
    if (saved.nextAtMs === undefined || saved.nextAtMs > nowMs || !ctx.clusters.has(saved.cluster)) continue;
    const stored = storedScheduleSchema.safeParse(saved.schedule);
    if (!stored.success) continue;
    const { nextAtMs: _due, ...rest } = saved;
    const next = nextStart(stored.data.schedule, nowMs);
    // The next time is claimed before anything begins: two leaders never begin it twice.
    const claimed = { ...rest, ...(next === undefined ? {} : { nextAtMs: next }) };
    if (!(await updateSavedPlan(ctx.databaseUrl, claimed))) continue;
    const { runId, ...last } = await begin(ctx, saved);
    await updateSavedPlan(ctx.databaseUrl, {
      ...claimed,
      version: claimed.version + 1,
      schedule: { ...stored.data, last: { atMs: nowMs, ...last } },
      ...(runId === undefined ? {} : { lastRunId: runId }),
    });
  }
}

type Begun = { readonly code: string; readonly message: string; readonly runId?: string };

async function begin(ctx: OperationContext, saved: SavedPlan): Promise<Begun> {
  const lateMs = ctx.nowMs() - (saved.nextAtMs ?? 0);
  if (lateMs > latestMs) {
    const minutes = Math.round(lateMs / 60_000);
    return { code: "missed", message: `The console was away: ${minutes} minutes late` };
  }
  const other = (await activeRuns(ctx, saved.cluster)).find(({ kind }) => kind === "fault");
  if (other !== undefined) return { code: "busy", message: `${other.title} was under way (run ${other.id})` };
  const planned = planSchema.safeParse(saved.plan);
  if (!planned.success) return { code: "unreadable", message: "The saved plan is of another version" };
  const actor = { type: "controller" as const, name: saved.createdBy, groups: [] };
  try {
    const start = { ...planned.data, cluster: saved.cluster, scheduleId: saved.id };
    const { runId } = await startExperiment({ ...ctx, actor }, start);
    return { code: "started", message: "", runId };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const { check } = error.details;
    return { code: typeof check === "string" ? check : error.code, message: error.message };
  }
}

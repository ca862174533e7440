import { randomUUID } from "node:crypto";
import type { StepContext } from "@/lib/faults/moves";
import { cadenceOf, type ExperimentObservation } from "@/lib/faults/observation";
import type { ExperimentRun } from "@/lib/faults/run";
import { step } from "@/lib/faults/step";
import { isReadyToLook, isSteady } from "@/lib/faults/step-waiting";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { saveRun } from "@/server/database/run";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { RunDriver } from "@/server/operations/delivery/loop";
import { readProof, readRouteState } from "@/server/operations/faults/cluster-state";
import { readGuards } from "@/server/operations/faults/guards";
import { measureAchieved, measureConditions } from "@/server/operations/faults/measure";
import { obstacleBeforeStart } from "@/server/operations/faults/obstacle";
import { experimentFrom } from "@/server/operations/faults/stored-experiment";
import { sweepFaults } from "@/server/operations/faults/sweep";
import { tendExperiments } from "@/server/operations/faults/tend";
import { isWriteDue, writePending } from "@/server/operations/faults/write";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** What a process counts by itself: a clock that nobody can set, and what was left of each fault when it saw it first. */
export type DriverMemory = {
  readonly monotonicMs: () => number;
  readonly first: Map<string, { readonly atMs: number; readonly leftMs: number }>;
};

/** Moves experiments on, and ends them. */
export function newFaultDriver(
  memory: DriverMemory = { monotonicMs: () => performance.now(), first: new Map() },
): RunDriver {
  const tick: RunDriver["tick"] = async (ctx, stored) => moveOn(ctx, experimentFrom(stored), memory);
  return { kind: "fault", tick, tend: tendExperiments, sweep: (ctx) => sweepFaults(ctx, tick) };
}

export const faultDriver: RunDriver = newFaultDriver();

async function moveOn(ctx: OperationContext, run: ExperimentRun, memory: DriverMemory): Promise<void> {
  const sources = clusterSources(ctx, run.cluster);
  const at = (): StepContext => ({
    nowMs: ctx.nowMs(),
    cadence: cadenceOf(sources.scrapeMs ?? defaultScrapeMs),
    newToken: randomUUID(),
  });
  const decided = await decide(ctx, sources, run, memory, at);
  if (decided === undefined) return;
  if (decided.state === "ended") memory.first.delete(decided.id);
  if (isWriteDue(decided, ctx.nowMs())) await writePending(ctx, decided, at());
}

/** The run after a decision, saved; undefined when somebody else saved first. */
async function decide(
  ctx: OperationContext,
  sources: ClusterSources,
  run: ExperimentRun,
  memory: DriverMemory,
  at: () => StepContext,
): Promise<ExperimentRun | undefined> {
  const guards = { ...(await readGuards(ctx, run)), ...counted(run, memory, ctx.nowMs()) };
  const urgent = step(run, { ...guards, route: { state: "unwritten" } }, at());
  if (urgent.run !== run) return saveRun(ctx.databaseUrl, urgent.run, urgent.events);
  const seen = await look(ctx, sources, run, at());
  if (seen === undefined) return run;
  const next = step(seen.run, { ...guards, ...seen.observation }, at());
  if (next.run === run) return run;
  return saveRun(ctx.databaseUrl, next.run, next.events);
}

function counted(
  run: ExperimentRun,
  { monotonicMs, first }: DriverMemory,
  nowMs: number,
): Pick<ExperimentObservation, "countedMs" | "leftMsAtFirst"> {
  const { expiresAtMs, plan } = run.body;
  if (run.state !== "running" || expiresAtMs === undefined) return {};
  const known = first.get(run.id) ?? {
    atMs: monotonicMs(),
    leftMs: Math.min(plan.durationMs, Math.max(0, expiresAtMs - nowMs)),
  };
  first.set(run.id, known);
  return { countedMs: monotonicMs() - known.atMs, leftMsAtFirst: known.leftMs };
}

type Look = { readonly run: ExperimentRun; readonly observation: ExperimentObservation };

/** What the cluster and the metrics say, when it is time to ask them. */
async function look(
  ctx: OperationContext,
  sources: ClusterSources,
  run: ExperimentRun,
  { nowMs, cadence }: StepContext,
): Promise<Look | undefined> {
  const { signal } = ctx;
  if (run.state === "reverting") {
    if (run.body.pending !== undefined) return undefined;
    const proof = await readProof(sources, run, { nowMs, signal });
    const route = { state: "unwritten" as const };
    return { run, observation: proof === undefined ? { route } : { route, proof } };
  }
  const sinceMs = nowMs - (run.body.lastLookMs ?? Number.NEGATIVE_INFINITY);
  const isDue = sinceMs < 0 || sinceMs >= cadence.lookEveryMs;
  if (!isDue || (run.state === "waiting" && !isReadyToLook(run, nowMs))) return undefined;
  const { plan, callers } = run.body;
  const of = { service: run.service, callers, conditions: plan.conditions };
  const [conditions, route, achieved] = await Promise.all([
    measureConditions(sources, of, { nowMs, windowMs: cadence.windowMs, signal }),
    readRouteState(sources, run, signal),
    run.state === "waiting" ? undefined : measureAchieved(sources, run, cadence, { nowMs, signal }),
  ]);
  const mayBegin =
    run.state === "waiting" && (isSteady(run, nowMs) || plan.steadyMs === 0)
      ? await obstacleBeforeStart(ctx, run)
      : undefined;
  return {
    run: achieved === undefined ? run : { ...run, body: { ...run.body, achieved } },
    observation: { conditions, route, ...(mayBegin === undefined ? {} : { obstacle: mayBegin }) },
  };
}

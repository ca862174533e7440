import { phrase, inOwnWords, wordsOf } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { obstacleOf, type PreflightCheck } from "@/lib/faults/preflight";
import { experimentBodySchema, type ExperimentRun } from "@/lib/faults/run";
import { faultAt } from "@/lib/faults/strength";
import { createRun } from "@/server/database/run";
import { planChange } from "@/server/operations/changes/plan";
import { clusterSources } from "@/server/operations/cluster-sources";
import { reachedCallers, readServiceFacts, type ServiceFacts } from "@/server/operations/faults/facts";
import { needsApproval } from "@/server/operations/faults/policy";
import { checkChange, checkMeasured, checkRules } from "@/server/operations/faults/preflight";
import { readBudget } from "@/server/operations/faults/steady";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type StartExperiment = {
  readonly cluster: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  /** The person saw the warnings (conflicts, new findings, budget) and goes on. */
  readonly force: boolean;
  readonly startAtMs?: number | undefined;
  readonly scheduleId?: string;
};

const latestStartMs = 7 * 86_400_000;

/** Stores an experiment, which then begins by itself. Throws precondition_failed with the check that keeps it away. */
export async function startExperiment(
  ctx: OperationContext,
  input: StartExperiment,
): Promise<{ readonly runId: string }> {
  if (ctx.readOnlyReason !== undefined) throw new ConsoleError("forbidden", wordsOf(ctx.readOnlyReason));
  const sources = clusterSources(ctx, input.cluster);
  const { plan, startAtMs } = input;
  if (startAtMs !== undefined && startAtMs > ctx.nowMs() + latestStartMs) {
    throw new ConsoleError("invalid_input", phrase("experiment_within_week"), {
      hint: phrase("save_with_schedule"),
      details: { field: "startAtMs" },
    });
  }
  const facts = await readServiceFacts(ctx, sources, plan.fault.service, plan.fault.abort, new Gathering());
  refuse(await checksFor(ctx, sources, plan, facts), input.force);
  const run = newExperiment(ctx, sources.name, input, facts);
  const { actor } = ctx;
  const data = { reason: input.reason, title: run.title, needsApproval: run.body.needsApproval };
  await createRun(ctx.databaseUrl, run, [
    {
      atMs: ctx.nowMs(),
      kind: "created",
      actor: actor.name,
      data: { ...data, startAtMs: startAtMs ?? null },
    },
  ]);
  return { runId: run.id };
}

async function checksFor(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: ExperimentPlan,
  facts: ServiceFacts,
): Promise<readonly PreflightCheck[]> {
  const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
  const { objectivePercent, fault } = plan;
  const [rules, change, budget] = await Promise.all([
    checkRules(ctx, sources, plan, facts),
    planFirstStrength(ctx, sources.name, plan),
    objectivePercent === undefined
      ? undefined
      : readBudget(sources, fault.service, objectivePercent, new Gathering(), at),
  ]);
  // The steady state is waited for, and nobody's requests may come later.
  const measured = checkMeasured(ctx, plan, facts, { conditions: [], budget });
  return [...rules, ...measured.filter(({ code }) => code === "budget"), checkChange(change)];
}

function refuse(checks: readonly PreflightCheck[], force: boolean): void {
  const obstacle = obstacleOf(checks, force);
  if (obstacle === undefined) return;
  throw new ConsoleError("precondition_failed", inOwnWords(obstacle.message), {
    hint: obstacle.isBlocking ? phrase("remove_cause_or_service") : phrase("confirm_in_review"),
    details: { check: obstacle.code, ...obstacle.data },
  });
}

/** The first strength through the change engine, as the person who asks; what it refused comes back as an error. */
export async function planFirstStrength(
  ctx: OperationContext,
  cluster: string,
  plan: ExperimentPlan,
): Promise<ChangeSet | ConsoleError> {
  const request = {
    kind: "fault_stage" as const,
    runId: "preview",
    intent: faultAt(plan, 0),
    index: 0,
    expiresAtMs: ctx.nowMs() + plan.durationMs,
  };
  try {
    return (await planChange(ctx, { cluster, request })).data;
  } catch (error) {
    if (error instanceof ConsoleError && !(error instanceof SourceError)) return error;
    throw error;
  }
}

function newExperiment(
  ctx: OperationContext,
  cluster: string,
  { plan, reason, force, startAtMs, scheduleId }: StartExperiment,
  facts: ServiceFacts,
): ExperimentRun {
  const { service } = plan.fault;
  const callers = (reachedCallers(facts, plan.fault) ?? []).map(({ namespace, workload, isGateway }) => ({
    namespace,
    workload,
    isGateway,
  }));
  return {
    id: randomUUID(),
    kind: "fault",
    cluster,
    service,
    title: `Experiment on ${service.namespace}/${service.name}`,
    state: "waiting",
    createdBy: ctx.actor.name,
    createdAtMs: ctx.nowMs(),
    version: 0,
    body: experimentBodySchema.parse({
      plan,
      reason,
      force,
      callers,
      needsApproval: needsApproval(ctx, cluster, service),
      ...(startAtMs === undefined ? {} : { notBeforeMs: startAtMs }),
      ...(scheduleId === undefined ? {} : { scheduleId }),
    }),
  };
}

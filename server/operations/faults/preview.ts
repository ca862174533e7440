import type { ChangeSet } from "@/lib/changes/change-set";
import type { Sourced } from "@/lib/evidence";
import type { ConditionNow } from "@/lib/faults/condition";
import { cadenceOf } from "@/lib/faults/observation";
import { loadAfter, seenAfter } from "@/lib/faults/retry-effect";
import { isScopeMeasured } from "@/lib/faults/scope";
import { faultAt, strengthsOf, type Strength } from "@/lib/faults/strength";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { clusterSources } from "@/server/operations/cluster-sources";
import { reachedCallers, readServiceFacts } from "@/server/operations/faults/facts";
import { measureConditions } from "@/server/operations/faults/measure";
import { needsApproval } from "@/server/operations/faults/policy";
import { checkApproval, checkChange, checkMeasured, checkRules } from "@/server/operations/faults/preflight";
import { planFirstStrength } from "@/server/operations/faults/start";
import { readBudget } from "@/server/operations/faults/steady";
import { Gathering } from "@/server/operations/gathering";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { PreflightCheck } from "@/lib/faults/preflight";
import type { ErrorBudget, ExperimentCaller } from "@/server/operations/faults/options";
import type { OperationContext } from "@/server/ports";

/** One strength with what is expected of it. */
export type StrengthPreview = {
  readonly index: number;
  /** Of the full strength, above 0 to 1. */
  readonly share: number;
  /** From the first write. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Requested percentage of the requests in scope; 0 for a part that the fault does not have. */
  readonly abortPercent: number;
  readonly delayPercent: number;
  /** Requests that will be hit; absent when the scope's traffic is unknown. */
  readonly hitPerSecond?: number;
  readonly byCaller: readonly {
    readonly namespace: string;
    readonly workload: string;
    readonly hitPerSecond: number;
    /** Share of failures that those who call the caller still see after their retries. */
    readonly seenPercent: number;
    /** How much the load of the caller grows by those retries. */
    readonly loadFactor: number;
  }[];
};

export type ExperimentPreview = {
  readonly plan: ExperimentPlan;
  /** Absent when the metrics are unknown. */
  readonly callers?: readonly ExperimentCaller[];
  /** Headers, paths and methods are not in the metrics: the figures then are what is hit at most. */
  readonly isUpperBound: boolean;
  readonly strengths: readonly StrengthPreview[];
  readonly conditions: readonly ConditionNow[];
  readonly budget?: ErrorBudget;
  /** The first strength through the change engine: objects, diff, findings, owners, dry run, blockers. */
  readonly change?: ChangeSet;
  readonly preflight: readonly PreflightCheck[];
  readonly needsApproval: boolean;
  /** The first write is at `nowMs` plus this: the steady state is watched for so long. */
  readonly steadyMs: number;
  readonly durationMs: number;
};

/** What an experiment would do and whether it may begin. Nothing is written to the cluster. */
export async function previewExperiment(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly plan: ExperimentPlan },
): Promise<Sourced<ExperimentPreview>> {
  const { plan } = input;
  const { service, abort } = plan.fault;
  const sources = clusterSources(ctx, input.cluster);
  const gathering = new Gathering();
  const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
  const { windowMs } = cadenceOf(sources.scrapeMs ?? defaultScrapeMs);
  const facts = await readServiceFacts(ctx, sources, service, abort, gathering);
  const reached = reachedCallers(facts, plan.fault);
  const of = { service, callers: reached ?? [], conditions: plan.conditions };
  const [rules, change, conditions, budget] = await Promise.all([
    checkRules(ctx, sources, plan, facts),
    planFirstStrength(ctx, sources.name, plan),
    measureConditions(sources, of, { ...at, windowMs }),
    plan.objectivePercent === undefined
      ? undefined
      : readBudget(sources, service, plan.objectivePercent, gathering, at),
  ]);
  const isApprovalNeeded = needsApproval(ctx, sources.name, service);
  return gathering.answer({
    plan,
    ...(facts.callers === undefined ? {} : { callers: facts.callers }),
    isUpperBound: !isScopeMeasured(plan.fault),
    strengths: strengthsOf(plan).map((strength, index) => strengthPreview(plan, strength, index, reached)),
    conditions,
    ...(budget === undefined ? {} : { budget }),
    ...(change instanceof Error ? {} : { change }),
    preflight: [
      ...rules,
      ...checkMeasured(ctx, plan, facts, { conditions, budget }),
      checkChange(change),
      checkApproval(isApprovalNeeded),
    ],
    needsApproval: isApprovalNeeded,
    steadyMs: plan.steadyMs,
    durationMs: plan.durationMs,
  });
}

function strengthPreview(
  plan: ExperimentPlan,
  strength: Strength,
  index: number,
  callers: readonly ExperimentCaller[] | undefined,
): StrengthPreview {
  const { abort, delay } = faultAt(plan, index);
  const [abortShare, delayShare] = [(abort?.percent ?? 0) / 100, (delay?.percent ?? 0) / 100];
  // Envoy draws for each of the two by itself: a request may be delayed and then aborted.
  const hitShare = 1 - (1 - abortShare) * (1 - delayShare);
  const byCaller = (callers ?? []).map(({ namespace, workload, requestsPerSecond, retries }) => {
    const retried = retries.filter(({ isRetried }) => isRetried);
    const seen = retried.map(({ attempts }) => seenAfter(abortShare, attempts));
    const loads = retried.map(({ attempts }) => loadAfter(abortShare, attempts));
    const loadFactor = Math.max(1, ...loads);
    return {
      namespace,
      workload,
      hitPerSecond: requestsPerSecond * loadFactor * hitShare,
      seenPercent: 100 * Math.min(abortShare, ...seen),
      loadFactor,
    };
  });
  return {
    index,
    ...strength,
    abortPercent: abort?.percent ?? 0,
    delayPercent: delay?.percent ?? 0,
    ...(callers === undefined
      ? {}
      : { hitPerSecond: byCaller.reduce((sum, one) => sum + one.hitPerSecond, 0) }),
    byCaller,
  };
}

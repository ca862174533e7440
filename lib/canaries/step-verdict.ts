import { looksAlone } from "@/lib/canaries/before";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { metricKey } from "@/lib/canaries/metric-key";
import { isBelowObjective } from "@/lib/canaries/objective";
import type { CanaryBody, CanaryRun, StoredEvidence } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import { nextStage, stageIndex, stageMinMs } from "@/lib/canaries/stages";
import { judge, type MetricCounts, type Verdict } from "@/lib/canaries/verdict";

/** How far the present stage is. */
export type StageProgress = {
  readonly stage: CanaryStage;
  readonly sinceMs: number;
  readonly minMs: number;
  /** Looks in this stage with requests of both versions, of the metric that has the fewest; against the plan's number. */
  readonly looks: number;
  readonly minLooks: number;
  /** Of the canary in this stage, of the metric that has the fewest. */
  readonly canaryRequests: number;
  readonly minRequests: number;
  /** A person does not wait for time and evidence of this stage. */
  readonly isWaitSkipped: boolean;
};

/** What keeps a stage from its successor, beside its gate; the UI has a text for each. */
export type StageNeed =
  | "time"
  | "looks"
  | "requests"
  | "fresh_data"
  | "canary_worse"
  | "objective"
  | "evidence";

export type StageVerdict = Verdict & {
  readonly progress?: StageProgress;
  /** In the order in which they matter; empty when the stage may be left. Absent before the first stage. */
  readonly needs?: readonly StageNeed[];
};

/**
 * The verdict on a run as it stands, with what its present stage still needs; of an ended one, what it ended with. A
 * mirror is judged by its copies alone, and they are no evidence for the steps.
 */
export function verdictOf(run: CanaryRun, nowMs: number): StageVerdict {
  const { body } = run;
  const { plan, stage } = body;
  const verdict = judge(phaseCounts(body), plan.judgement);
  if (stage === undefined || stage.kind === "promote") return verdict;
  const progress = progressOf(body, stage);
  return { ...verdict, progress, needs: needsOf(body, { verdict, progress, nowMs }) };
}

function phaseCounts({ plan, stage, evidence }: CanaryBody): readonly MetricCounts[] {
  const isMirror = stage?.kind === "mirror";
  return plan.metrics.map((metric) => {
    const key = metricKey(metric);
    const intervals = intervalsOf(evidence, key).filter(({ step }) => step < 0 === isMirror);
    return {
      key,
      intervals,
      alone: looksAlone(plan, intervals),
      objectivePercent: metric.kind === "success" ? undefined : metric.objectivePercent,
    };
  });
}

/** What was counted for one metric; nothing for a key that was never seen. */
export function intervalsOf(evidence: readonly StoredEvidence[], key: string): StoredEvidence["intervals"] {
  return evidence.find((one) => one.key === key)?.intervals ?? [];
}

function progressOf(body: CanaryBody, stage: CanaryStage): StageProgress {
  const { plan } = body;
  const index = stageIndex(stage);
  const isAlone = isCanaryAlone(plan, stage);
  const perMetric = plan.metrics.map((metric) => {
    const own = intervalsOf(body.evidence, metricKey(metric)).filter(({ step }) => step === index);
    return {
      looks: own.filter((one) => one.canaryRequests > 0 && (isAlone || one.stableRequests > 0)).length,
      requests: own.reduce((total, { canaryRequests }) => total + canaryRequests, 0),
    };
  });
  return {
    stage,
    sinceMs: body.stageSinceMs ?? 0,
    minMs: stageMinMs(plan, stage),
    looks: Math.min(...perMetric.map(({ looks }) => looks)),
    minLooks: plan.judgement.minIntervals,
    canaryRequests: Math.min(...perMetric.map(({ requests }) => requests)),
    minRequests: plan.judgement.minRequests,
    isWaitSkipped: body.skippedWaits?.includes(index) ?? false,
  };
}

/** The step leaves nothing to the stable version, so there is nothing to compare with. */
function isCanaryAlone(plan: CanaryPlan, stage: CanaryStage): boolean {
  return stage.kind === "step" && plan.steps[stage.index]?.weightPercent === 100;
}

function needsOf(
  { plan, noDataSinceMs }: CanaryBody,
  of: { readonly verdict: Verdict; readonly progress: StageProgress; readonly nowMs: number },
): readonly StageNeed[] {
  const { verdict, progress, nowMs } = of;
  const isLast = nextStage(plan, progress.stage).kind === "promote";
  const all: readonly (readonly [StageNeed, boolean])[] = [
    ["time", nowMs - progress.sinceMs < progress.minMs],
    ["looks", progress.looks < progress.minLooks],
    ["requests", progress.canaryRequests < progress.minRequests],
    ["fresh_data", noDataSinceMs !== undefined],
    ["canary_worse", verdict.verdict === "rollback" || verdict.rollbackE >= verdict.rollbackLimit],
    ["objective", verdict.metrics.some(isObjectiveMissed)],
    ["evidence", isLast && verdict.verdict !== "promote"],
  ];
  const missing = all.flatMap(([need, isMissing]) => (isMissing ? [need] : []));
  return progress.isWaitSkipped ? [] : missing;
}

function isObjectiveMissed({ objectiveRatio, counts }: Verdict["metrics"][number]): boolean {
  return objectiveRatio !== undefined && isBelowObjective(counts, objectiveRatio);
}

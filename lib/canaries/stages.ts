import type { CanaryPlan } from "@/lib/canaries/plan";
import type { CanaryStage } from "@/lib/canaries/stage";

const minuteMs = 60_000;

/** Where a run begins, and begins again. */
export function firstStage(plan: CanaryPlan): CanaryStage {
  return plan.mirrorFirst === undefined ? { kind: "step", index: 0 } : { kind: "mirror" };
}

/** What comes after a stage; the promotion after the last step and after itself. */
export function nextStage(plan: CanaryPlan, stage: CanaryStage): CanaryStage {
  const index = stageIndex(stage) + 1;
  return index < plan.steps.length ? { kind: "step", index } : { kind: "promote" };
}

/** The number by which evidence names a stage: the step's index, -1 for the mirror. */
export function stageIndex(stage: CanaryStage): number {
  if (stage.kind === "mirror") return -1;
  return stage.kind === "step" ? stage.index : Number.MAX_SAFE_INTEGER;
}

/** Share of the requests that the canary answers in a stage; of the mirror, that are copied to it. */
export function stageWeightPercent(plan: CanaryPlan, stage: CanaryStage): number {
  if (stage.kind === "mirror") return plan.mirrorFirst?.percent ?? 0;
  return stage.kind === "promote" ? 100 : (plan.steps[stage.index]?.weightPercent ?? 0);
}

/** The shortest time in a stage, ms. */
export function stageMinMs(plan: CanaryPlan, stage: CanaryStage): number {
  if (stage.kind === "mirror") return (plan.mirrorFirst?.minutes ?? 0) * minuteMs;
  return stage.kind === "step" ? (plan.steps[stage.index]?.minMinutes ?? 0) * minuteMs : 0;
}

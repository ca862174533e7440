import type { CanaryPlan } from "@/lib/canaries/plan";
import type { StepPower } from "@/lib/canaries/power";
import type { CanaryStage } from "@/lib/canaries/stage";
import type { AffectedCaller, ChangeSet } from "@/lib/changes/change-set";
import type { Sourced } from "@/lib/evidence";
import { ConsoleError } from "@/lib/errors";
import type { CanaryObstacle } from "@/server/operations/canaries/obstacle";
import type { PreviewedObject } from "@/server/operations/routing/preview";
import type { OperationContext } from "@/server/ports";

type PreviewedStage = {
  readonly stage: CanaryStage;
  /** Share of the requests that the canary answers; a copy's share for the mirror. */
  readonly weightPercent: number;
  readonly minMs: number;
  /** Expected requests/s; absent when the traffic is unknown. Conditions make the canary's an upper bound. */
  readonly canaryRequestsPerSecond?: number;
  readonly stableRequestsPerSecond?: number;
  /** What is written when the stage begins, against the stage before. */
  readonly objects: readonly PreviewedObject[];
  /** Absent when the traffic is unknown. */
  readonly power?: StepPower;
};

export type CanaryPreview = {
  /** Mirror first if planned, then the steps, then the promotion. */
  readonly stages: readonly PreviewedStage[];
  /** Busiest first; absent when the metrics are unknown. */
  readonly callers?: readonly AffectedCaller[];
  readonly requestsPerSecond?: number;
  /** The first write as a plan: findings, owners, conflicts, dry run, blockers. Absent when it can't be rendered. */
  readonly first?: ChangeSet;
  readonly obstacles: readonly CanaryObstacle[];
  readonly needsApproval: boolean;
};

/** What a canary would do from its first write to its last. Nothing is written to the cluster. */
export async function previewCanary(
  _ctx: OperationContext,
  _input: { readonly cluster: string; readonly plan: CanaryPlan },
): Promise<Sourced<CanaryPreview>> {
  throw new ConsoleError("internal", "not here yet");
}

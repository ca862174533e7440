import type { ActRefusal, CanaryActKind } from "@/lib/canaries/decision";
import type { EvidenceSeries } from "@/lib/canaries/evidence-series";
import type { StepPower } from "@/lib/canaries/power";
import type { CanaryBody, CanaryRun, StoredEvidence } from "@/lib/canaries/run";
import type { CanaryStage } from "@/lib/canaries/stage";
import type { Verdict } from "@/lib/canaries/verdict";
import type { ChangeState } from "@/lib/changes/change";
import type { RunEvent } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { OperationContext } from "@/server/ports";

/** The route object as it is now, read from the API server. */
export type RouteNow = {
  readonly object?: ObjectRef;
  readonly weights: readonly { readonly name: string; readonly weightPercent: number }[];
  /** Weights that the run wrote last. */
  readonly planned: readonly { readonly name: string; readonly weightPercent: number }[];
  /** What the run wrote and what is there are the same, in all that the run decides. */
  readonly isAsWritten: boolean;
  /** The object carries the run's marks. */
  readonly isHeld: boolean;
  readonly mirrorPercent?: number;
};

type PodsNow = { readonly pods: number; readonly readyPods: number; readonly workloads: readonly string[] };

export type CanaryView = {
  readonly run: Omit<CanaryRun, "body">;
  readonly body: Omit<CanaryBody, "evidence" | "touched">;
  readonly stages: readonly { readonly stage: CanaryStage; readonly weightPercent: number }[];
  /** Counts of each metric, look by look. */
  readonly evidence: readonly StoredEvidence[];
  /** The e-values as they grew, for the chart. */
  readonly series: EvidenceSeries;
  readonly verdict: Verdict;
  /** Of the stage it is in, at the traffic that was counted. */
  readonly power?: StepPower;
  /** Absent when the API server did not say. */
  readonly route?: RouteNow;
  /** Absent when the pods are unknown. */
  readonly canaryPods?: PodsNow;
  readonly stablePods?: PodsNow;
  readonly events: readonly RunEvent[];
  readonly changes: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: ChangeState;
    readonly startedAtMs: number;
  }[];
  /** Where a person has something to decide or may step in. */
  readonly acts: readonly { readonly act: CanaryActKind; readonly refusal?: ActRefusal }[];
  readonly approval?: {
    readonly isGiven: boolean;
    readonly mayApprove: boolean;
    readonly approvedBy?: string;
  };
  readonly freeze?: { readonly name: string; readonly endMs?: number };
  readonly nowMs: number;
};

/** A canary with the verdict, the power and the route of this moment. Throws not_found. */
export async function readCanary(
  _ctx: OperationContext,
  _input: { readonly runId: string },
): Promise<Sourced<CanaryView>> {
  throw new ConsoleError("internal", "not here yet");
}

import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import { achievedRates, type AchievedRate } from "@/lib/faults/achieved";
import { reportOf, type ExperimentReport } from "@/lib/faults/report";
import type { ExperimentRun, RevertProof } from "@/lib/faults/run";
import { warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { readMarks } from "@/lib/delivery/marks";
import type { RunEvent } from "@/lib/delivery/run";
import { conditionKey } from "@/lib/faults/condition";
import { strengthsOf } from "@/lib/faults/strength";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { engagedSwitch } from "@/server/database/kill-switch";
import { listRunEvents } from "@/server/database/run";
import { clusterSources } from "@/server/operations/cluster-sources";
import { requireExperiment } from "@/server/operations/faults/stored-experiment";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** What an object that the run wrote says now. */
export type HeldObject = {
  readonly ref: ObjectRef;
  /** `foreign` is held by another run; `unknown` could not be read. */
  readonly state: "held" | "free" | "foreign" | "absent" | "unknown";
  readonly step?: string;
  readonly expiresAtMs?: number;
};

export type ExperimentDetail = {
  readonly run: ExperimentRun;
  readonly events: readonly RunEvent[];
  readonly conditions: readonly { readonly key: string; readonly condition: ExperimentCondition }[];
  /** From the first strength to the last, with the times that the plan gives them; times are absent before the first write. */
  readonly strengths: readonly {
    readonly index: number;
    readonly share: number;
    readonly durationMs: number;
    readonly fromMs?: number;
    readonly toMs?: number;
  }[];
  /** When the fault is gone at the latest; absent before the first write. */
  readonly expiresAtMs?: number;
  readonly abort?: AchievedRate;
  readonly delay?: AchievedRate;
  readonly objects: readonly HeldObject[];
  readonly proof: readonly RevertProof[];
  /** Once it has ended. */
  readonly report?: ExperimentReport;
  readonly approval?: { readonly approvedBy?: string; readonly mayApprove: boolean };
  readonly killSwitch?: { readonly reason: string; readonly engagedBy: string; readonly engagedAtMs: number };
  readonly readOnlyReason?: string;
  readonly nowMs: number;
};

/** An experiment with all that is known of it. Throws not_found. */
export async function readExperiment(
  ctx: OperationContext,
  runId: string,
): Promise<Sourced<ExperimentDetail>> {
  const run = await requireExperiment(ctx, runId);
  const gathering = new Gathering();
  const sources = clusterSources(ctx, run.cluster);
  const [events, killSwitch, objects] = await Promise.all([
    listRunEvents(ctx.databaseUrl, runId),
    engagedSwitch(ctx.databaseUrl, run.cluster),
    Promise.all(run.body.touched.map(({ ref }) => heldObject(sources, run, ref, ctx.signal, gathering))),
  ]);
  const { body, startedAtMs } = run;
  const report = reportOf(run);
  const { expiresAtMs } = body;
  return gathering.answer({
    run,
    events,
    conditions: body.plan.conditions.map((condition, index) => ({
      key: conditionKey(condition, index),
      condition,
    })),
    strengths: strengthsOf(body.plan).map(({ share, fromMs, toMs }, index) => ({
      index,
      share,
      durationMs: toMs - fromMs,
      ...(startedAtMs === undefined ? {} : { fromMs: startedAtMs + fromMs, toMs: startedAtMs + toMs }),
    })),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...achievedRates(body),
    objects,
    proof: body.proof,
    ...(report === undefined ? {} : { report }),
    ...approvalOf(ctx, run),
    ...(killSwitch === undefined ? {} : { killSwitch }),
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
    nowMs: ctx.nowMs(),
  });
}

function approvalOf(ctx: OperationContext, run: ExperimentRun): Pick<ExperimentDetail, "approval"> {
  const { needsApproval, approvedBy } = run.body;
  if (!needsApproval) return {};
  const isOpen = run.state === "waiting" && approvedBy === undefined;
  const mayApprove = isOpen && ctx.readOnlyReason === undefined && ctx.actor.name !== run.createdBy;
  return { approval: { mayApprove, ...(approvedBy === undefined ? {} : { approvedBy }) } };
}

async function heldObject(
  sources: ClusterSources,
  run: ExperimentRun,
  ref: ObjectRef,
  signal: AbortSignal,
  gathering: Gathering,
): Promise<HeldObject> {
  try {
    const live = await sources.kubernetes.get(ref, { purpose: "what the object says now", signal });
    if (live === undefined) return { ref, state: "absent" };
    const marks = readMarks(live);
    if (marks === undefined) return { ref, state: "free" };
    const { step, expiresAtMs } = marks;
    const state = marks.runId === run.id ? "held" : "foreign";
    return { ref, state, step, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
  } catch (error) {
    gathering.warnings.push(warningFromError(error, "what the object says now"));
    return { ref, state: "unknown" };
  }
}

import { z } from "zod";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { RunMarks } from "@/lib/delivery/marks";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import { experimentBodySchema, type ExperimentRun } from "@/lib/faults/run";
import { withoutAnyFault } from "@/lib/faults/strip-fault";
import type { ServiceName } from "@/lib/routing/snapshot";

const recordSchema = z.object({
  plan: experimentPlanSchema,
  reason: z.string().default(""),
  createdBy: z.string().default("unknown"),
  createdAtMs: z.number(),
  startedAtMs: z.number().optional(),
});
type ExperimentRecord = z.infer<typeof recordSchema>;

/** What stands on the object so that the run can be made again from it alone. */
export function recordOfRun({ body, createdBy, createdAtMs, startedAtMs }: ExperimentRun): ExperimentRecord {
  const record: ExperimentRecord = { plan: body.plan, reason: body.reason, createdBy, createdAtMs };
  return startedAtMs === undefined ? record : { ...record, startedAtMs };
}

/**
 * The run that an object's marks speak of, on its way back. An object whose record cannot be read loses every fault that
 * it has: rather one too many than one that never ends.
 */
export function rebuiltRun(
  marks: RunMarks,
  live: Manifest,
  at: { readonly cluster: string; readonly nowMs: number; readonly token: string },
): ExperimentRun {
  const record = recordSchema.safeParse(marks.record?.run);
  const preImage = marks.record?.preImage;
  const plan = record.success ? record.data.plan : unreadPlan(serviceGuess(live));
  const before =
    preImage === undefined
      ? cleanManifest(withoutAnyFault(live))
      : "absent" in preImage
        ? undefined
        : preImage.manifest;
  const { service } = plan.fault;
  const ref = refFromManifest(live);
  const body = experimentBodySchema.parse({
    plan,
    reason: record.success ? record.data.reason : "",
    force: true,
    index: Number(marks.step) || 0,
    expiresAtMs: marks.expiresAtMs ?? at.nowMs,
    tokens: [at.token],
    pending: { token: at.token, sinceMs: at.nowMs, attempt: 0, target: { kind: "restore" } },
    ending: { reason: "swept", actor: "heddle", atMs: at.nowMs, data: { isRecordRead: record.success } },
  });
  const createdAtMs = record.success ? record.data.createdAtMs : at.nowMs;
  return {
    id: marks.runId,
    kind: "fault",
    cluster: at.cluster,
    service,
    title: `Experiment on ${service.namespace}/${service.name}`,
    state: "reverting",
    createdBy: record.success ? record.data.createdBy : "unknown",
    createdAtMs,
    startedAtMs: (record.success ? record.data.startedAtMs : undefined) ?? createdAtMs,
    version: 0,
    body: {
      ...body,
      touched: [{ ref, ...(before === undefined ? {} : { before }), after: cleanManifest(live) }],
    },
  };
}

function serviceGuess({ metadata }: Manifest): ServiceName {
  return { namespace: metadata.namespace ?? "default", name: metadata.name };
}

/** Stands for a plan that nobody can read: it is only taken back. */
function unreadPlan(service: ServiceName): ExperimentPlan {
  return {
    hypothesis: "The record of this experiment could not be read",
    fault: {
      api: "istio",
      service: { ...service },
      name: "",
      matches: [],
      abort: { percent: 0, httpStatus: 503 },
    },
    ramp: [],
    durationMs: 5000,
    steadyMs: 0,
    conditions: [{ kind: "success", of: "target", minPercent: 0 }],
    stopWithoutData: true,
  };
}

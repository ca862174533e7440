import { z } from "zod";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import type { CanaryRun } from "@/lib/canaries/run";

/** What a route says of the run that holds it, so that the run outlives the database. */
export const canaryRecordSchema = z.object({
  plan: canaryPlanSchema,
  title: z.string(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  reason: z.string(),
  force: z.boolean(),
  approvedBy: z.string().optional(),
});
type CanaryRecord = z.infer<typeof canaryRecordSchema>;

export function recordOf(run: CanaryRun): CanaryRecord {
  const { plan, reason, force, approvedBy } = run.body;
  return {
    plan,
    title: run.title,
    createdBy: run.createdBy,
    createdAtMs: run.createdAtMs,
    reason,
    force,
    ...(approvedBy === undefined ? {} : { approvedBy }),
  };
}

import { z } from "zod";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { canaryStageSchema } from "@/lib/canaries/stage";
import { delegateRequestSchema } from "@/lib/delivery/delegated-request";
import { faultIntentSchema } from "@/lib/routing/fault";

const runId = z.string().min(1).max(64);

/** What a run asks of the change engine: one stage, one strength of a fault, or everything back. */
export const runRequestSchemas = [
  z.object({
    kind: z.literal("canary_stage"),
    runId,
    plan: canaryPlanSchema,
    stage: canaryStageSchema,
    /** What rebuilds the run from its marks on the route; absent in a preview. */
    record: z.unknown().optional(),
  }),
  z.object({
    kind: z.literal("fault_stage"),
    runId,
    intent: faultIntentSchema,
    /** Which strength of the ramp it is. */
    index: z.int().min(0),
    expiresAtMs: z.number(),
    record: z.unknown().optional(),
  }),
  /** Everything that the run wrote gets the value it had before, whatever was changed there since; the rest stays. */
  z.object({ kind: z.literal("restore"), runId }),
  /** An act on a rollout that another controller runs. */
  delegateRequestSchema,
] as const;

export type CanaryStageRequest = z.infer<(typeof runRequestSchemas)[0]>;
export type FaultStageRequest = z.infer<(typeof runRequestSchemas)[1]>;

import { z } from "zod";

const texts = z.record(z.string(), z.unknown());
const metricSchema = z.looseObject({
  name: z.string().optional(),
  interval: z.string().optional(),
  threshold: z.number().optional(),
  thresholdRange: z.looseObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  query: z.string().optional(),
  templateRef: z.looseObject({ name: z.string(), namespace: z.string().optional() }).optional(),
});
const analysisSchema = z.looseObject({
  interval: z.string().optional(),
  threshold: z.number().optional(),
  maxWeight: z.number().optional(),
  stepWeight: z.number().optional(),
  stepWeights: z.array(z.number()).optional(),
  iterations: z.number().optional(),
  match: z.array(texts).optional(),
  metrics: z.array(metricSchema).optional(),
  webhooks: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        type: z.string().optional(),
        url: z.string().optional(),
      }),
    )
    .optional(),
  sessionAffinity: z.looseObject({ cookieName: z.string().optional() }).optional(),
});

/** The parts of a Canary's spec that are shown. Source: Flagger's v1beta1 API. */
export const flaggerSpecSchema = z.looseObject({
  provider: z.string().optional(),
  suspend: z.boolean().optional(),
  skipAnalysis: z.boolean().optional(),
  targetRef: z
    .looseObject({
      apiVersion: z.string().optional(),
      kind: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  service: z.looseObject({ name: z.string().optional() }).optional(),
  analysis: analysisSchema.optional(),
  /** The older name. */
  canaryAnalysis: analysisSchema.optional(),
});
export type FlaggerSpec = z.infer<typeof flaggerSpecSchema>;
export type FlaggerAnalysis = z.infer<typeof analysisSchema>;

export const flaggerStatusSchema = z.looseObject({
  phase: z.string().optional(),
  failedChecks: z.number().optional(),
  canaryWeight: z.number().optional(),
  iterations: z.number().optional(),
  lastAppliedSpec: z.string().optional(),
  lastPromotedSpec: z.string().optional(),
  lastTransitionTime: z.string().optional(),
  conditions: z
    .array(
      z.looseObject({
        type: z.string(),
        status: z.string().default("Unknown"),
        reason: z.string().optional(),
        message: z.string().optional(),
        lastTransitionTime: z.string().optional(),
        lastUpdateTime: z.string().optional(),
      }),
    )
    .optional(),
});

/** Phases between a new revision and its end. */
const underWay = new Set(["Waiting", "Progressing", "WaitingPromotion", "Promoting", "Finalising"]);

/** Whether a revision is under way in this phase. */
export function isFlaggerUnderWay(phase: string): boolean {
  return underWay.has(phase);
}

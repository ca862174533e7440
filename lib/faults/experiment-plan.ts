import "@/lib/browser-zod";
import { z } from "zod";
import { faultIntentSchema } from "@/lib/routing/fault";
import { refuse } from "@/lib/routing/intent-fields";

const minuteMs = 60_000;
export const longestExperimentMs = 60 * minuteMs;
export const defaultExperimentMs = 5 * minuteMs;

/**
 * What must stay true of the service, or of who calls it. Counts decide, as with canaries; latencies are counted at a
 * fixed edge of the histogram.
 */
const conditionSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("success"),
    /** `target` leaves our own aborts out; `callers` are the requests that the calling services answer themselves. */
    of: z.enum(["target", "callers"]),
    minPercent: z.number().min(0).max(100),
  }),
  z.object({
    kind: z.literal("latency"),
    of: z.enum(["target", "callers"]),
    edgeMs: z.number().positive("choose an edge of the histogram"),
    /** Share of the requests that must be faster than the edge. */
    minPercent: z.number().min(0).max(100),
  }),
  z.object({
    kind: z.literal("promql"),
    name: z.string().min(1, "name the condition").max(80),
    query: z.string().min(1, "give a query with one number as its answer").max(4000),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
]);
export type ExperimentCondition = z.infer<typeof conditionSchema>;

export const experimentPlanSchema = z
  .object({
    /** What one expects to see: "checkout still answers 99 % when payments fails". */
    hypothesis: z.string().trim().min(1, "say what you expect to see").max(1000),
    /** The fault at its full strength, with its scope. */
    fault: faultIntentSchema,
    /** Strengths on the way, as shares of the full one; the last is 1. */
    ramp: z
      .array(
        z.object({
          share: z.number().gt(0, "a strength is above 0").max(1, "the full strength is 1"),
          seconds: z.number().min(1).max(3600),
        }),
      )
      .max(10, "at most 10 strengths")
      .default([]),
    /** From the first write to the last; the ramp is part of it. */
    durationMs: z
      .int("use whole milliseconds")
      .min(5_000, "an experiment takes at least 5 seconds")
      .max(longestExperimentMs, "an experiment takes at most 60 minutes")
      .default(defaultExperimentMs),
    /** The conditions hold for so long before anything is written. */
    steadyMs: z
      .int()
      .min(0)
      .max(longestExperimentMs)
      .default(2 * minuteMs),
    conditions: z.array(conditionSchema).min(1, "choose at least one condition that ends it").max(8),
    /** The experiment also ends when a condition can't be measured. */
    stopWithoutData: z.boolean().default(true),
    /** Error budget that must be left over, as a percentage; absent is no check. */
    minBudgetPercent: z.number().min(0).max(100).optional(),
    /** Service level objective of the target, for the budget. */
    objectivePercent: z.number().min(50).max(99.999).optional(),
  })
  .superRefine((plan, context) => {
    const total = plan.ramp.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
    if (total >= plan.durationMs) {
      refuse(context, ["ramp"], "the ramp takes longer than the experiment: shorten it");
    }
    plan.ramp.forEach(({ share }, index) => {
      if (share <= (plan.ramp[index - 1]?.share ?? 0)) {
        refuse(context, ["ramp", index, "share"], "a strength is above the one before");
      }
    });
    plan.conditions.forEach((condition, index) => {
      if (condition.kind === "promql" && condition.min === undefined && condition.max === undefined) {
        refuse(context, ["conditions", index, "max"], "give a smallest or a largest value");
      }
    });
    if (plan.minBudgetPercent !== undefined && plan.objectivePercent === undefined) {
      refuse(context, ["objectivePercent"], "a budget needs an objective");
    }
  });
export type ExperimentPlan = z.infer<typeof experimentPlanSchema>;

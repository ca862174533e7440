import "@/lib/browser-zod";
import { z } from "zod";
import { pendingWriteSchema, touchedObjectSchema, type Run } from "@/lib/delivery/run";
import { experimentPlanSchema } from "@/lib/faults/experiment-plan";

/** Why an experiment ended; `expired` is the plan's own end. */
export const experimentEndings = [
  "expired",
  "condition_broken",
  "condition_unknown",
  "by_person",
  "kill_switch",
  "steady_state_missed",
  "changed_outside",
  "target_missing",
  "no_access",
  "write_refused",
  "frozen",
  "swept",
] as const;
export type ExperimentEnding = (typeof experimentEndings)[number];

/** One condition at one look; value absent is "could not be measured". */
export const conditionReadingSchema = z.object({
  key: z.string(),
  atMs: z.number(),
  phase: z.enum(["before", "during", "after"]),
  value: z.number().optional(),
  requests: z.number().optional(),
  holds: z.boolean().optional(),
});
export type ConditionReading = z.infer<typeof conditionReadingSchema>;

/** Everything about an experiment that must survive the process. */
export const experimentBodySchema = z.object({
  plan: experimentPlanSchema,
  reason: z.string(),
  force: z.boolean(),
  approvedBy: z.string().optional(),
  notBeforeMs: z.number().optional(),
  /** Which strength the mesh has; absent before the first write, and after the last. */
  index: z.int().optional(),
  indexSinceMs: z.number().optional(),
  pending: pendingWriteSchema
    .extend({
      target: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("strength"), index: z.int() }),
        z.object({ kind: z.literal("restore") }),
      ]),
    })
    .optional(),
  /** Set before the first write and never moved: every reverter goes by it. */
  expiresAtMs: z.number().optional(),
  ending: z
    .object({
      reason: z.enum(experimentEndings),
      actor: z.string(),
      atMs: z.number(),
      data: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
  /** The fault is gone from the cluster, seen by reading it again. */
  revertedAtMs: z.number().optional(),
  readings: z.array(conditionReadingSchema).default([]),
  /** Requests that could be hit, and those that were, while the fault was in force. */
  achieved: z
    .object({
      requests: z.number(),
      aborted: z.number(),
      delayed: z.number(),
      byCaller: z.record(z.string(), z.object({ requests: z.number(), hit: z.number() })),
    })
    .optional(),
  steadySinceMs: z.number().optional(),
  /** What a person concluded; a report asks for it. */
  conclusion: z.object({ text: z.string(), actor: z.string(), atMs: z.number() }).optional(),
  touched: z.array(touchedObjectSchema).default([]),
  changeIds: z.array(z.string()).default([]),
  lastTickMs: z.number().optional(),
});
export type ExperimentBody = z.infer<typeof experimentBodySchema>;
export type ExperimentRun = Run<ExperimentBody>;

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
  /** The console's clock went back, so nobody knows how long the fault has been there. */
  "clock_moved",
  /** Its time came while the console was away. */
  "missed",
  /** A check before the first write failed; `data` has it. */
  "preflight",
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

/** What an object said when it was read again after the revert. */
export const revertProofSchema = z.object({
  object: z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string(), name: z.string() }),
  readAtMs: z.number(),
  /** As before the first write, by hash; false when others changed it meanwhile. */
  isAsBefore: z.boolean(),
  /** Neither a fault nor a mark of this run is in it. */
  isClean: z.boolean(),
  hashBefore: z.string(),
  hashNow: z.string(),
  /** Proxies that have all that istiod sent them, of those it serves; absent when istiod did not say. */
  proxiesSynced: z.number().optional(),
  proxies: z.number().optional(),
});
export type RevertProof = z.infer<typeof revertProofSchema>;

/** Everything about an experiment that must survive the process. */
export const experimentBodySchema = z.object({
  plan: experimentPlanSchema,
  reason: z.string(),
  force: z.boolean(),
  /** Absent while a second person has not said yes, or none is asked. */
  approvedBy: z.string().optional(),
  needsApproval: z.boolean().default(false),
  notBeforeMs: z.number().optional(),
  /** The saved plan that began it by itself. */
  scheduleId: z.string().optional(),
  /** Who called the service when the run was made: whose answers the conditions on callers are about. */
  callers: z
    .array(z.object({ namespace: z.string(), workload: z.string(), isGateway: z.boolean().default(false) }))
    .default([]),
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
      /** What the strengths asked for, of the requests at their time. */
      expectedAborts: z.number().default(0),
      expectedDelays: z.number().default(0),
      /** Counted up to this time. */
      untilMs: z.number().optional(),
    })
    .optional(),
  /** All conditions hold without a break since then; only before the first write. */
  steadySinceMs: z.number().optional(),
  /** Since when the steady state is waited for. */
  waitingSinceMs: z.number().optional(),
  /** Some condition is without a figure since then. */
  unknownSinceMs: z.number().optional(),
  lastLookMs: z.number().optional(),
  /** What a person concluded; a report asks for it. */
  conclusion: z.object({ text: z.string(), actor: z.string(), atMs: z.number() }).optional(),
  /** Objects that were read again after the revert, oldest first. */
  proof: z.array(revertProofSchema).default([]),
  /** Tokens of all writes that were ever decided: what a dead process wrote under one of them is found by it. */
  tokens: z.array(z.string()).default([]),
  touched: z.array(touchedObjectSchema).default([]),
  changeIds: z.array(z.string()).default([]),
  lastTickMs: z.number().optional(),
});
export type ExperimentBody = z.infer<typeof experimentBodySchema>;
export type ExperimentRun = Run<ExperimentBody>;

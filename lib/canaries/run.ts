import "@/lib/browser-zod";
import { z } from "zod";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { canaryStageSchema } from "@/lib/canaries/stage";
import { pendingWriteSchema, touchedObjectSchema, type Run } from "@/lib/delivery/run";

/** Why a canary holds where it is; the UI has a text and a way on for each. */
export const pauseReasons = [
  "by_person",
  "manual_gate",
  "schedule_gate",
  "not_enough_evidence",
  "changed_outside",
  "target_missing",
  "no_canary_pods",
  "no_data",
  "metrics_unavailable",
  "no_access",
  "write_refused",
  "frozen",
  "kill_switch",
  "owned_by_other",
  "rebuilt",
] as const;
export type PauseReason = (typeof pauseReasons)[number];

const intervalSchema = z.object({
  canaryRequests: z.number(),
  stableRequests: z.number(),
  canaryBad: z.number(),
  stableBad: z.number(),
});

/** What was counted for one metric: raw differences, oldest first; old ones are joined two by two when there are many. */
export const metricEvidenceSchema = z.object({
  key: z.string(),
  intervals: z.array(
    intervalSchema.extend({
      atMs: z.number(),
      /** Index of the step in which it was counted; -1 is the mirror. */
      step: z.int(),
    }),
  ),
  /** Bad events whose version nobody knows: reported, never dropped. */
  unattributed: z.number().default(0),
});
export type StoredEvidence = z.infer<typeof metricEvidenceSchema>;

/** Everything about a canary that must survive the process. */
export const canaryBodySchema = z.object({
  plan: canaryPlanSchema,
  /** Why somebody began it. */
  reason: z.string(),
  /** Field conflicts and new findings were seen and accepted by whoever began it. */
  force: z.boolean(),
  /** Not begun before somebody approved. */
  needsApproval: z.boolean().optional(),
  approvedBy: z.string().optional(),
  /** Not begun before this time. */
  startAtMs: z.number().optional(),
  /** Where the mesh is; absent before the first write. */
  stage: canaryStageSchema.optional(),
  stageSinceMs: z.number().optional(),
  /** The write that is under way; `restore` takes everything back. */
  pending: pendingWriteSchema
    .extend({
      target: z.discriminatedUnion("kind", [
        ...canaryStageSchema.options,
        z.object({ kind: z.literal("restore") }),
      ]),
      /** Failed attempts left something in the cluster; absent before the first attempt is known. */
      hasLanded: z.boolean().optional(),
      /** A person decided on it, whatever the numbers say or do not say. */
      isByPerson: z.boolean().optional(),
    })
    .optional(),
  pause: z
    .object({
      reason: z.enum(pauseReasons),
      sinceMs: z.number(),
      /** What the text names: the weights found, the API server's words, … */
      data: z.record(z.string(), z.unknown()).default({}),
      /** The safe path is taken then. */
      untilMs: z.number().optional(),
    })
    .optional(),
  /** A pause that holds until a person ends it, or until `releaseAtMs`; beneath whatever else is in the way now. */
  held: z
    .object({
      reason: z.enum(pauseReasons),
      sinceMs: z.number(),
      data: z.record(z.string(), z.unknown()).default({}),
      untilMs: z.number().optional(),
      releaseAtMs: z.number().optional(),
    })
    .optional(),
  /** Steps whose manual gate a person opened. */
  openedGates: z.array(z.int()).default([]),
  /** Why it is being taken back, or was. */
  ending: z
    .object({ reason: z.string(), actor: z.string(), data: z.record(z.string(), z.unknown()).default({}) })
    .optional(),
  evidence: z.array(metricEvidenceSchema).default([]),
  /** Looks before this time are not counted: proxies take the new weights one after another. */
  skipUntilMs: z.number().optional(),
  lastLookMs: z.number().optional(),
  /** Since when no look gave a figure. */
  noDataSinceMs: z.number().optional(),
  noDataReason: z.enum(["no_data", "metrics_unavailable"]).optional(),
  /** Hash of the canary pods' templates at the beginning; another one restarts the run. */
  revision: z.string().optional(),
  restarts: z.int().default(0),
  touched: z.array(touchedObjectSchema).default([]),
  /** Changes that the run has made, oldest first. */
  changeIds: z.array(z.string()).default([]),
  lastTickMs: z.number().optional(),
  /** How often the counters are read, as the last look knew it. */
  scrapeMs: z.number().optional(),
  /** Writes that were decided so far; part of their tokens. */
  writes: z.int().optional(),
  /**
   * Tokens of writes that a restore overtook. What they wrote has to be settled and added to `touched` before the
   * restore is rendered.
   */
  overtaken: z.array(z.string()).optional(),
  /** Since when no pod of the canary is ready. */
  notReadySinceMs: z.number().optional(),
  /** From when on a person was asked to wait for evidence again. */
  patienceSinceMs: z.number().optional(),
  /** Steps whose time and evidence a person does not wait for. */
  skippedWaits: z.array(z.int()).optional(),
  /** The newest decision of the numbers, to tell when it changes. */
  lastVerdict: z.string().optional(),
});
export type CanaryBody = z.infer<typeof canaryBodySchema>;
export type CanaryRun = Run<CanaryBody>;

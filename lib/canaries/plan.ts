import "@/lib/browser-zod";
import { z } from "zod";
import { metricKey } from "@/lib/canaries/metric-key";
import { destinationSchema, durationMsSchema, refuse, routingFields } from "@/lib/routing/intent-fields";
import { refineMatches, requestMatchSchema } from "@/lib/routing/request-match";

const minuteMs = 60_000;
const longestStepMinutes = 7 * 24 * 60;

/** What has to happen before the step's successor begins, beside its shortest time. */
const gateSchema = z.discriminatedUnion("kind", [
  /** The metrics alone decide. */
  z.object({ kind: z.literal("metrics") }),
  /** A person says go on. */
  z.object({ kind: z.literal("manual") }),
  /** Not before a time, so that nobody is woken up. */
  z.object({ kind: z.literal("schedule"), notBeforeMs: z.int().positive("choose a time") }),
]);

const stepSchema = z.object({
  weightPercent: z
    .int("use a whole percentage")
    .min(1, "a step sends at least 1 %")
    .max(100, "a step sends at most 100 %"),
  minMinutes: z
    .number()
    .min(0, "a time is at least 0")
    .max(longestStepMinutes, "a step takes at most a week"),
  gate: gateSchema.default({ kind: "metrics" }),
});

const percent = z.number().min(0).max(100);
/** Share of good events that the canary must have in this metric, whatever the stable version does. */
const objective = { objectivePercent: percent.optional() };

const metricSchema = z.discriminatedUnion("kind", [
  /** Requests that fail, as the callers see it; their objective is the judgement's. */
  z.object({ kind: z.literal("success") }),
  /** Requests slower than one fixed edge of the histogram; quantiles are never tested. */
  z.object({
    kind: z.literal("latency"),
    edgeMs: z.number().positive("choose an edge of the histogram"),
    ...objective,
  }),
  /** Two counters of one's own; `$version` in them is replaced by the version that is asked for. */
  z.object({
    kind: z.literal("promql"),
    name: z.string().min(1, "name the metric").max(80),
    badQuery: z.string().min(1, "give the counter of bad events").max(4000),
    totalQuery: z.string().min(1, "give the counter of all events").max(4000),
    ...objective,
  }),
]);
export type CanaryMetric = z.infer<typeof metricSchema>;

/** How the numbers are judged; the defaults are good for most services. */
const judgementSchema = z.object({
  /** Chance of stopping a healthy canary, over all looks and metrics together. */
  alpha: z.number().min(0.0001).max(0.1).default(0.01),
  /** Chance of promoting one that fails `marginRatio` times as often. */
  beta: z.number().min(0.001).max(0.2).default(0.05),
  marginRatio: z.number().min(1.1).max(5).default(2),
  /** Differences that are smaller than both are not worth a rollback. */
  minRatio: z.number().min(1).max(10).default(1.5),
  minDifferencePercent: percent.default(0.1),
  /** Share of good requests that the canary must have whatever the stable version does; for the metric `success`. */
  objectivePercent: percent.optional(),
  minRequests: z.int().min(1).max(1_000_000).default(500),
  minIntervals: z.int().min(1).max(1000).default(5),
});

export const canaryPlanSchema = z
  .object({
    ...routingFields,
    stable: destinationSchema,
    canary: destinationSchema,
    /** Only these requests reach the canary; none for a share of all. */
    matches: z.array(requestMatchSchema).max(16, "at most 16 conditions").default([]),
    /** A copy of the requests first, whose answers nobody sees. */
    mirrorFirst: z
      .object({
        percent: percent.min(0.01),
        minutes: z
          .number()
          .min(1)
          .max(24 * 60),
      })
      .optional(),
    steps: z.array(stepSchema).min(1, "a canary has at least one step").max(30, "at most 30 steps"),
    metrics: z.array(metricSchema).min(1, "choose at least one metric").max(8, "at most 8 metrics"),
    judgement: judgementSchema.prefault({}),
    /** Without data for so long the safe path is taken; before, the run waits. */
    noDataMs: durationMsSchema.default(10 * minuteMs),
    /** Where the run goes when it can't go on: back to the stable version, or nowhere until somebody decides. */
    safePath: z.enum(["rollback", "pause"]).default("rollback"),
    /** The whole run ends by then, promoted or taken back. */
    deadlineMs: z
      .int()
      .min(minuteMs)
      .max(30 * 24 * 60 * minuteMs)
      .optional(),
  })
  .superRefine((plan, context) => {
    if (plan.stable.name === plan.canary.name) {
      refuse(context, ["canary", "name"], "the canary is the stable version: choose another one");
    }
    plan.steps.forEach(({ weightPercent }, index) => {
      const before = plan.steps[index - 1]?.weightPercent ?? 0;
      if (weightPercent <= before) {
        refuse(
          context,
          ["steps", index, "weightPercent"],
          `a step sends more than the one before (${before} %)`,
        );
      }
    });
    if (plan.api === "gateway" && plan.port === undefined) {
      refuse(context, ["port"], "an HTTPRoute needs the service's port");
    }
    refineMatches(plan.api, plan.matches, context);
    const keys = plan.metrics.map(metricKey);
    keys.forEach((key, index) => {
      if (keys.indexOf(key) !== index) refuse(context, ["metrics", index], "this metric is there twice");
    });
  });

/** What a canary run is to do, decided before it begins. */
export type CanaryPlan = z.infer<typeof canaryPlanSchema>;

export { metricKey };

import { z } from "zod";
import { canaryActKinds } from "@/lib/canaries/decision";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { actOnCanary } from "@/server/operations/canaries/act";
import { approveCanary } from "@/server/operations/canaries/approve";
import { readCanaryIntervals } from "@/server/operations/canaries/intervals";
import { readCanaryOptions } from "@/server/operations/canaries/options";
import { previewCanary } from "@/server/operations/canaries/preview";
import { readCanary } from "@/server/operations/canaries/read";
import { startCanary } from "@/server/operations/canaries/start";
import { procedure, router, writeProcedure } from "@/server/trpc";

const cluster = z.string().default("");
const service = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
const runId = z.string().min(1).max(64);
const reason = z.string().max(2000).default("");

export const canariesRouter = router({
  options: procedure
    .input(z.object({ cluster, service }))
    .query(({ ctx, input }) => readCanaryOptions(ctx, input)),
  /** A mutation only because a plan may be longer than an address. */
  preview: procedure
    .input(z.object({ cluster, plan: canaryPlanSchema }))
    .mutation(({ ctx, input }) => previewCanary(ctx, input)),
  start: writeProcedure
    .input(
      z.object({
        cluster,
        plan: canaryPlanSchema,
        reason,
        force: z.boolean().default(false),
        startAtMs: z.int().positive().optional(),
      }),
    )
    .mutation(({ ctx, input }) => startCanary(ctx, input)),
  approve: writeProcedure
    .input(z.object({ runId, comment: reason }))
    .mutation(({ ctx, input }) => approveCanary(ctx, input)),
  read: procedure.input(z.object({ runId })).query(({ ctx, input }) => readCanary(ctx, input)),
  intervals: procedure
    .input(z.object({ runId, metric: z.string().min(1).max(200) }))
    .query(({ ctx, input }) => readCanaryIntervals(ctx, input)),
  act: writeProcedure
    .input(z.object({ runId, act: z.enum(canaryActKinds), reason }))
    .mutation(({ ctx, input }) => actOnCanary(ctx, input)),
});

import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { experimentPlanSchema } from "@/lib/faults/experiment-plan";
import { scheduleSchema } from "@/lib/faults/schedule";
import { actOnExperiment, approveExperiment } from "@/server/operations/faults/act";
import { engageKillSwitch, readKillSwitch, releaseKillSwitch } from "@/server/operations/faults/kill-switch";
import { readExperimentOptions } from "@/server/operations/faults/options";
import { previewExperiment } from "@/server/operations/faults/preview";
import { readExperiment } from "@/server/operations/faults/read";
import { deleteSchedule, listSchedules, saveSchedule } from "@/server/operations/faults/schedules";
import { startExperiment } from "@/server/operations/faults/start";
import { deleteTemplate, listTemplates, saveTemplate } from "@/server/operations/faults/templates";
import { procedure, router, writeProcedure } from "@/server/trpc";

const cluster = z.string().default("");
const service = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
const runId = z.string().min(1).max(64);
const id = z.string().min(1).max(64);
const words = z.string().max(2000);
const reason = words.trim().min(1, phrase("say_why").text);
const title = z.string().trim().min(1, phrase("give_name").text).max(80, phrase("name_too_long").text);

export const faultsRouter = router({
  options: procedure
    .input(z.object({ cluster, service, objectivePercent: z.number().min(50).max(99.999).default(99.9) }))
    .query(({ ctx, input }) => readExperimentOptions(ctx, input)),
  /** A mutation only because a plan may be longer than an address. */
  preview: procedure
    .input(z.object({ cluster, plan: experimentPlanSchema }))
    .mutation(({ ctx, input }) => previewExperiment(ctx, input)),
  start: writeProcedure
    .input(
      z.object({
        cluster,
        plan: experimentPlanSchema,
        reason,
        force: z.boolean().default(false),
        startAtMs: z.int().optional(),
      }),
    )
    .mutation(({ ctx, input }) => startExperiment(ctx, input)),
  read: procedure.input(z.object({ runId })).query(({ ctx, input }) => readExperiment(ctx, input.runId)),
  act: writeProcedure
    .input(
      z.discriminatedUnion("act", [
        z.object({ runId, act: z.literal("stop"), reason: words.default("") }),
        z.object({
          runId,
          act: z.literal("conclude"),
          text: words.trim().min(1, phrase("say_conclusion").text),
        }),
      ]),
    )
    .mutation(({ ctx, input }) => actOnExperiment(ctx, input.runId, input)),
  approve: writeProcedure
    .input(z.object({ runId, comment: words.default("") }))
    .mutation(({ ctx, input }) => approveExperiment(ctx, input)),
  killSwitch: router({
    read: procedure
      .input(z.object({ cluster }))
      .query(({ ctx, input }) => readKillSwitch(ctx, input.cluster)),
    engage: writeProcedure
      .input(z.object({ cluster, reason }))
      .mutation(({ ctx, input }) => engageKillSwitch(ctx, input)),
    release: writeProcedure
      .input(z.object({ cluster, reason }))
      .mutation(({ ctx, input }) => releaseKillSwitch(ctx, input)),
  }),
  templates: router({
    list: procedure.input(z.object({ cluster })).query(({ ctx, input }) => listTemplates(ctx, input.cluster)),
    save: writeProcedure
      .input(z.object({ cluster, name: title, plan: experimentPlanSchema }))
      .mutation(({ ctx, input }) => saveTemplate(ctx, input)),
    delete: writeProcedure
      .input(z.object({ id }))
      .mutation(({ ctx, input }) => deleteTemplate(ctx, input.id)),
  }),
  schedules: router({
    list: procedure.input(z.object({ cluster })).query(({ ctx, input }) => listSchedules(ctx, input.cluster)),
    save: writeProcedure
      .input(
        z.object({
          cluster,
          id: id.optional(),
          name: title,
          plan: experimentPlanSchema,
          reason,
          schedule: scheduleSchema,
        }),
      )
      .mutation(({ ctx, input }) => saveSchedule(ctx, input)),
    delete: writeProcedure
      .input(z.object({ id }))
      .mutation(({ ctx, input }) => deleteSchedule(ctx, input.id)),
  }),
});

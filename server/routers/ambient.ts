import { ambientObjectInputSchema, readAmbientObject } from "@/server/operations/ambient/object";
import { ambientSectionInputSchema, readAmbientSection } from "@/server/operations/ambient/read";
import { readAmbientSummary } from "@/server/operations/ambient/summary";
import { ambientTargetSchema } from "@/server/operations/ambient/target";
import { procedure, router } from "@/server/trpc";

export const ambientRouter = router({
  summary: procedure.input(ambientTargetSchema).query(({ ctx, input }) => readAmbientSummary(ctx, input)),
  section: procedure
    .input(ambientSectionInputSchema)
    .query(({ ctx, input }) => readAmbientSection(ctx, input)),
  object: procedure.input(ambientObjectInputSchema).query(({ ctx, input }) => readAmbientObject(ctx, input)),
});

import { z } from "zod";
import { scopeSchema } from "@/lib/time-range-schema";
import { explainCause } from "@/server/operations/causes/explain";
import { readFailing } from "@/server/operations/causes/failing";
import { readGlossary } from "@/server/operations/causes/glossary";
import { readObserved } from "@/server/operations/causes/observed";
import { edgeSchema, symptomInputSchema } from "@/server/operations/causes/edge";
import { procedure, router } from "@/server/trpc";

export const causesRouter = router({
  explain: procedure
    .input(z.object({ scope: scopeSchema, edge: edgeSchema, symptom: symptomInputSchema }))
    .query(({ ctx, input }) => explainCause(ctx, input)),
  failing: procedure.input(scopeSchema).query(({ ctx, input }) => readFailing(ctx, input)),
  flags: procedure.query(() => readGlossary()),
  observed: procedure
    .input(z.object({ scope: scopeSchema, edge: edgeSchema }))
    .query(({ ctx, input }) => readObserved(ctx, input)),
});

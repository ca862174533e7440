import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { traceSearchSchema } from "@/lib/traces/search";
import { readTraceOperations } from "@/server/operations/traces/operations";
import { readTrace } from "@/server/operations/traces/read";
import { searchTraces } from "@/server/operations/traces/search";
import { readTraceServices } from "@/server/operations/traces/services";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");
const traceId = z.string().regex(/^[\w+/=-]{1,64}$/, phrase("trace_id_form").text);

export const tracesRouter = router({
  services: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => readTraceServices(ctx, input)),
  operations: procedure
    .input(z.object({ cluster, service: z.string().min(1) }))
    .query(({ ctx, input }) => readTraceOperations(ctx, input)),
  search: procedure.input(traceSearchSchema).query(({ ctx, input }) => searchTraces(ctx, input)),
  read: procedure.input(z.object({ cluster, traceId })).query(({ ctx, input }) => readTrace(ctx, input)),
});

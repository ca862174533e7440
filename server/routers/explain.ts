import { requestFromSpan } from "@/server/operations/explain/from-span";
import { explainInbound } from "@/server/operations/explain/inbound";
import {
  explainInputSchema,
  explainSourcesInputSchema,
  inboundInputSchema,
  serviceRequestInputSchema,
  skippedInputSchema,
  spanInputSchema,
} from "@/server/operations/explain/input";
import { explainRequest } from "@/server/operations/explain/request";
import { readSkippedRoutes } from "@/server/operations/explain/skipped";
import { addressOfService } from "@/server/operations/explain/service-request";
import { listExplainSources } from "@/server/operations/explain/sources";
import { procedure, router } from "@/server/trpc";

export const explainRouter = router({
  request: procedure.input(explainInputSchema).query(({ ctx, input }) => explainRequest(ctx, input)),
  inbound: procedure.input(inboundInputSchema).query(({ ctx, input }) => explainInbound(ctx, input)),
  skipped: procedure.input(skippedInputSchema).query(({ ctx, input }) => readSkippedRoutes(ctx, input)),
  fromSpan: procedure.input(spanInputSchema).query(({ ctx, input }) => requestFromSpan(ctx, input)),
  service: procedure.input(serviceRequestInputSchema).query(({ ctx, input }) => addressOfService(ctx, input)),
  sources: procedure
    .input(explainSourcesInputSchema)
    .query(({ ctx, input }) => listExplainSources(ctx, input)),
});

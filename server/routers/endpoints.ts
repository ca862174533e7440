import { listClients } from "@/server/operations/endpoints/clients";
import { endpointsInputSchema } from "@/server/operations/endpoints/input";
import { readEndpoints } from "@/server/operations/endpoints/read";
import { procedure, router } from "@/server/trpc";

export const endpointsRouter = router({
  read: procedure.input(endpointsInputSchema).query(({ ctx, input }) => readEndpoints(ctx, input)),
  clients: procedure
    .input(endpointsInputSchema.omit({ clients: true }))
    .query(({ ctx, input }) => listClients(ctx, input)),
});

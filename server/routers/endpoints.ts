import { listClients } from "@/server/operations/endpoints/clients";
import { scopeSchema } from "@/lib/time-range-schema";
import { readEndpointFleet } from "@/server/operations/endpoints/fleet";
import { endpointsInputSchema } from "@/server/operations/endpoints/input";
import { readEndpoints } from "@/server/operations/endpoints/read";
import { procedure, router } from "@/server/trpc";

export const endpointsRouter = router({
  read: procedure.input(endpointsInputSchema).query(({ ctx, input }) => readEndpoints(ctx, input)),
  /** Every service whose endpoints differ; asked for by a person, since it reads a few whole proxies. */
  fleet: procedure
    .input(scopeSchema.pick({ cluster: true, namespaces: true }))
    .query(({ ctx, input }) => readEndpointFleet(ctx, input)),
  clients: procedure
    .input(endpointsInputSchema.omit({ clients: true }))
    .query(({ ctx, input }) => listClients(ctx, input)),
});

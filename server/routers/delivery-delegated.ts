import { z } from "zod";
import { delegatedSystems } from "@/lib/delivery/delegated-verb";
import { listDelegated, readDelegated } from "@/server/operations/delivery/delegated";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");

export const delegatedRouter = router({
  list: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => listDelegated(ctx, input)),
  read: procedure
    .input(
      z.object({
        cluster,
        system: z.enum(delegatedSystems),
        namespace: z.string().min(1),
        name: z.string().min(1),
      }),
    )
    .query(({ ctx, input }) => readDelegated(ctx, input)),
});

import { z } from "zod";
import { listConfig } from "@/server/operations/config/list";
import { readConfig } from "@/server/operations/config/read";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");

export const configRouter = router({
  list: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => listConfig(ctx, input)),
  read: procedure
    .input(
      z.object({
        cluster,
        group: z.string().optional(),
        kind: z.string().min(1),
        namespace: z.string(),
        name: z.string().min(1),
      }),
    )
    .query(({ ctx, input }) => readConfig(ctx, input)),
});

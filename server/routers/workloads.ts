import { z } from "zod";
import { scopeSchema } from "@/lib/time-range-schema";
import { readWorkload } from "@/server/operations/workloads/read";
import { procedure, router } from "@/server/trpc";

export const workloadsRouter = router({
  read: procedure
    .input(
      z.object({
        scope: scopeSchema,
        namespace: z.string().min(1).max(253),
        name: z.string().min(1).max(253),
      }),
    )
    .query(({ ctx, input }) => readWorkload(ctx, input)),
});

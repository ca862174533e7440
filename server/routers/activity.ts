import { z } from "zod";
import { changeStates } from "@/lib/changes/change";
import { timeRangeSchema } from "@/lib/time-range-schema";
import { listActivity } from "@/server/operations/activity/list";
import { procedure, router } from "@/server/trpc";

export const activityRouter = router({
  list: procedure
    .input(
      z.object({
        cluster: z.string().default(""),
        namespaces: z.array(z.string()).default([]),
        range: timeRangeSchema.optional(),
        service: z.object({ namespace: z.string(), name: z.string().min(1) }).optional(),
        states: z.array(z.enum(changeStates)).optional(),
        limit: z.int().min(1).max(1000).default(500),
      }),
    )
    .query(({ ctx, input }) => listActivity(ctx, input)),
});

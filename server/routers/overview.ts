import { scopeSchema } from "@/lib/time-range";
import { readOverview } from "@/server/operations/overview/read";
import { procedure, router } from "@/server/trpc";

export const overviewRouter = router({
  read: procedure.input(scopeSchema).query(({ ctx, input }) => readOverview(ctx, input)),
});

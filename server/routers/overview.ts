import { scopeSchema } from "@/lib/time-range-schema";
import { readControlPlaneGlance } from "@/server/operations/overview/control-plane";
import { readOverview } from "@/server/operations/overview/read";
import { procedure, router } from "@/server/trpc";

export const overviewRouter = router({
  read: procedure.input(scopeSchema).query(({ ctx, input }) => readOverview(ctx, input)),
  controlPlane: procedure
    .input(scopeSchema.pick({ cluster: true, namespaces: true }))
    .query(({ ctx, input }) => readControlPlaneGlance(ctx, input)),
});

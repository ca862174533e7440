import { scopeSchema } from "@/lib/time-range-schema";
import { readControlPlane } from "@/server/operations/controlplane/read";
import { procedure, router } from "@/server/trpc";

export const controlplaneRouter = router({
  read: procedure
    .input(scopeSchema.pick({ cluster: true }))
    .query(({ ctx, input }) => readControlPlane(ctx, input)),
});

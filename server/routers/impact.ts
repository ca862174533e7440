import { z } from "zod";
import { changeRequestSchema } from "@/lib/changes/change-set";
import { previewImpact } from "@/server/operations/impact/preview";
import { procedure, router } from "@/server/trpc";

export const impactRouter = router({
  /** A read, but a POST: edited manifests do not fit into an address. */
  preview: procedure
    .input(z.object({ cluster: z.string().default(""), request: changeRequestSchema }))
    .mutation(({ ctx, input }) => previewImpact(ctx, input)),
});

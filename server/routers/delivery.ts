import { z } from "zod";
import { watchRuns } from "@/server/operations/delivery/watch";
import { procedure, router } from "@/server/trpc";

const clusterInput = z.object({ cluster: z.string().max(253) });

export const deliveryRouter = router({
  /** Which runs were saved, as it happens. Each connection begins with all that are under way, so nothing has to be resumed. */
  changes: procedure
    .input(clusterInput)
    .subscription(({ ctx, input, signal }) => watchRuns(ctx, input.cluster, signal ?? ctx.signal)),
});

import { z } from "zod";
import { breakdownDimensions } from "@/lib/telemetry/istio/breakdown";
import { scopeSchema } from "@/lib/time-range-schema";
import { readBreakdown } from "@/server/operations/services/breakdown";
import { readCharts } from "@/server/operations/services/charts";
import { listServices } from "@/server/operations/services/list";
import { readService } from "@/server/operations/services/read";
import { procedure, router } from "@/server/trpc";

const named = { scope: scopeSchema, namespace: z.string().max(253), name: z.string().min(1).max(253) };

export const servicesRouter = router({
  list: procedure.input(scopeSchema).query(({ ctx, input }) => listServices(ctx, input)),
  read: procedure.input(z.object(named)).query(({ ctx, input }) => readService(ctx, input)),
  charts: procedure
    .input(
      z.object({
        ...named,
        kind: z.enum(["service", "workload"]),
        direction: z.enum(["inbound", "outbound"]).default("inbound"),
        version: z.string().optional(),
        reporter: z.enum(["source", "destination", "waypoint"]).optional(),
      }),
    )
    .query(({ ctx, input }) => readCharts(ctx, input)),
  breakdown: procedure
    .input(z.object({ ...named, by: z.enum(breakdownDimensions) }))
    .query(({ ctx, input }) => readBreakdown(ctx, input)),
});

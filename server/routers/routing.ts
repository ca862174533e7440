import { z } from "zod";
import { readSplitOptions } from "@/server/operations/routing/options";
import { listSplittable } from "@/server/operations/routing/splittable";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");
const service = z.object({ namespace: z.string().min(1), name: z.string().min(1) });

export const routingRouter = router({
  services: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => listSplittable(ctx, input)),
  splitOptions: procedure
    .input(z.object({ cluster, service, port: z.int().min(1).max(65_535).optional() }))
    .query(({ ctx, input }) => readSplitOptions(ctx, input)),
});

import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { readServiceAccess } from "@/server/operations/effective/access";
import { readEffectiveService } from "@/server/operations/effective/service";
import { tryServiceRequest } from "@/server/operations/effective/try-request";
import { procedure, router } from "@/server/trpc";

const service = {
  cluster: z.string().default(""),
  namespace: z.string().max(253),
  name: z.string().min(1).max(253),
};

export const effectiveRouter = router({
  service: procedure
    .input(z.object({ ...service, caller: z.string().max(520).optional() }))
    .query(({ ctx, input }) => readEffectiveService(ctx, input)),
  access: procedure.input(z.object(service)).query(({ ctx, input }) => readServiceAccess(ctx, input)),
  tryRequest: procedure
    .input(
      z.object({
        cluster: z.string().default(""),
        caller: z.object({ namespace: z.string(), name: z.string().min(1) }),
        host: z.string().min(1).max(253),
        port: z.int().min(1).max(65_535),
        method: z
          .string()
          .regex(/^[A-Z]+$/, phrase("method_form").text)
          .default("GET"),
        path: z.string().max(4000).startsWith("/", phrase("path_begins").text).default("/"),
        headers: z.record(z.string().min(1), z.string()).default({}),
      }),
    )
    .query(({ ctx, input }) => tryServiceRequest(ctx, input)),
});

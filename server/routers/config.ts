import { z } from "zod";
import { maxEdits } from "@/lib/changes/change-set";
import { manifestAsItIs } from "@/lib/config/manifest-schema";
import { kindFamilies } from "@/lib/config/families";
import { lintManifests } from "@/server/operations/config/lint";
import { readNames } from "@/server/operations/config/names";
import { readSchema } from "@/server/operations/config/schema";
import { listConfig } from "@/server/operations/config/list";
import { readConfig } from "@/server/operations/config/read";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");

export const configRouter = router({
  list: procedure
    .input(
      z.object({
        cluster,
        namespaces: z.array(z.string()).default([]),
        family: z.enum(kindFamilies).default("mesh"),
      }),
    )
    .query(({ ctx, input }) => listConfig(ctx, input)),
  read: procedure
    .input(
      z.object({
        cluster,
        group: z.string().optional(),
        kind: z.string().min(1),
        namespace: z.string(),
        name: z.string().min(1),
      }),
    )
    .query(({ ctx, input }) => readConfig(ctx, input)),
  schema: procedure
    .input(z.object({ cluster, group: z.string(), version: z.string().min(1), kind: z.string().min(1) }))
    .query(({ ctx, input }) => readSchema(ctx, input)),
  names: procedure.input(z.object({ cluster })).query(({ ctx, input }) => readNames(ctx, input)),
  /** Reads only; a mutation because a manifest does not fit into a URL. */
  lint: procedure
    .input(z.object({ cluster, manifests: z.array(manifestAsItIs).max(maxEdits) }))
    .mutation(({ ctx, input }) => lintManifests(ctx, input)),
});

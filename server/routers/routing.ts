import { z } from "zod";
import { intentRequestSchemas, intentSchemas, type IntentKind } from "@/lib/changes/intent-schemas";
import { readIntentOptions } from "@/server/operations/routing/intent-options";
import { readSplitOptions } from "@/server/operations/routing/options";
import { previewChange } from "@/server/operations/routing/preview";
import { listSplittable } from "@/server/operations/routing/splittable";
import { procedure, router } from "@/server/trpc";

const cluster = z.string().default("");
const service = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
/** A namespace as a whole has the name "". */
const target = z.object({ namespace: z.string(), name: z.string() });
const intentKind = z.custom<IntentKind>(
  (kind) => typeof kind === "string" && Object.hasOwn(intentSchemas, kind),
  `choose one of ${Object.keys(intentSchemas).join(", ")}`,
);

export const routingRouter = router({
  services: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => listSplittable(ctx, input)),
  splitOptions: procedure
    .input(z.object({ cluster, service, port: z.int().min(1).max(65_535).optional() }))
    .query(({ ctx, input }) => readSplitOptions(ctx, input)),
  options: procedure
    .input(z.object({ cluster, kind: intentKind, target }))
    .query(({ ctx, input }) => readIntentOptions(ctx, input)),
  /** A mutation only because a draft may be longer than an address. */
  preview: procedure
    .input(z.object({ cluster, request: z.discriminatedUnion("kind", intentRequestSchemas) }))
    .mutation(({ ctx, input }) => previewChange(ctx, input)),
});

import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import { findingDoc } from "@/lib/findings/docs";
import { locales } from "@/lib/i18n/locales";
import { countFindings } from "@/server/operations/findings/counts";
import { listFindings } from "@/server/operations/findings/list";
import { readRepair } from "@/server/operations/findings/repair";
import { suppressFindings, unsuppressFindings } from "@/server/operations/findings/suppress";
import { procedure, router, writeProcedure } from "@/server/trpc";

const cluster = z.string().default("");
const code = z.string().min(1).max(32);

export const findingsRouter = router({
  list: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => listFindings(ctx, input)),
  counts: procedure
    .input(z.object({ cluster, namespaces: z.array(z.string()).default([]) }))
    .query(({ ctx, input }) => countFindings(ctx, input)),
  /** The edits that end a finding: input for `changes.plan`. */
  repair: procedure
    .input(
      z.object({
        cluster,
        id: z.string().regex(/^[0-9a-f]{16}$/, phrase("finding_id_form").text),
      }),
    )
    .query(({ ctx, input }) => readRepair(ctx, input)),
  documentation: procedure.input(z.object({ code, locale: z.enum(locales) })).query(({ input }) => {
    const doc = findingDoc(input.code, input.locale);
    if (doc === undefined) throw new ConsoleError("not_found", phrase("no_code", { code: input.code }));
    return doc;
  }),
  suppress: writeProcedure
    .input(
      z.object({
        cluster,
        code,
        objectKey: z.string().max(600).optional(),
        namespace: z.string().max(253).optional(),
        reason: z.string().max(2000),
        expiresAtMs: z.number().int(),
      }),
    )
    .mutation(({ ctx, input }) => suppressFindings(ctx, input)),
  unsuppress: writeProcedure
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => unsuppressFindings(ctx, input.id)),
});

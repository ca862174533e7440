import { z } from "zod";
import { accessActions } from "@/lib/security/access-fields";
import { policyTargetSchema, selectorSchema } from "@/lib/security/policy-target";
import { scopeSchema } from "@/lib/time-range-schema";
import { readClosing } from "@/server/operations/security/closing";
import { readEgress } from "@/server/operations/security/egress";
import { readSecurity } from "@/server/operations/security/read";
import { procedure, router } from "@/server/trpc";

export const securityRouter = router({
  read: procedure.input(scopeSchema).query(({ ctx, input }) => readSecurity(ctx, input)),
  closing: procedure
    .input(
      z.object({
        cluster: z.string().default(""),
        target: policyTargetSchema,
        action: z.enum(accessActions),
      }),
    )
    .query(({ ctx, input }) => readClosing(ctx, input)),
  egress: procedure
    .input(z.object({ scope: scopeSchema, namespace: z.string().min(1).max(253), selector: selectorSchema }))
    .query(({ ctx, input }) => readEgress(ctx, input)),
});

import "@/lib/browser-zod";
import { z } from "zod";
import { delegatedKinds, delegatedSystems, delegateVerbs } from "@/lib/delivery/delegated-verb";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

/** One act on a rollout that another controller runs, written as the patch which that controller waits for. */
export const delegateRequestSchema = z
  .object({
    kind: z.literal("delegate"),
    system: z.enum(delegatedSystems),
    ref: z.object({
      apiVersion: z.string().min(1),
      kind: z.string().min(1),
      namespace: z.string().min(1),
      name: z.string().min(1),
    }),
    verb: z.enum(delegateVerbs),
  })
  .refine(
    ({ system, ref }) =>
      delegatedKinds[system].kind === ref.kind &&
      delegatedKinds[system].group === groupFromApiVersion(ref.apiVersion),
    { path: ["ref"], message: "Flagger acts on a Canary of flagger.app, Argo on a Rollout of argoproj.io" },
  );
export type DelegateRequest = z.infer<typeof delegateRequestSchema>;

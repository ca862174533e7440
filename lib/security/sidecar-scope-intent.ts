import "@/lib/browser-zod";
import { z } from "zod";
import { namespaceSchema, selectorSchema } from "@/lib/security/policy-target";

const namespacePart = /^(\*|\.|~|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/;
const hostPart =
  /^(\*|(\*\.)?[A-Za-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?)*)$/;

function isEgressHost(text: string): boolean {
  const [namespace = "", host = "", ...rest] = text.split("/");
  return rest.length === 0 && namespacePart.test(namespace) && hostPart.test(host);
}

export const sidecarScopeIntentSchema = z
  .object({
    namespace: namespaceSchema,
    /** Labels of the workload; empty for every workload of the namespace. */
    selector: selectorSchema.default({}),
    /** `namespace/host`, each of which may be `*`; `./` is the namespace itself. */
    egressHosts: z
      .array(
        z
          .string()
          .refine(
            isEgressHost,
            "use namespace/host: shop/cart.shop.svc.cluster.local, ./* or istio-system/*",
          ),
      )
      .min(1, "name at least one host; ./* is the namespace itself, ~/* nothing")
      .max(1000, "at most 1000 hosts"),
    /** What happens to requests to anything else; absent for the mesh's setting. */
    outboundMode: z.enum(["ALLOW_ANY", "REGISTRY_ONLY"]).optional(),
  })
  .superRefine(({ egressHosts }, context) => {
    egressHosts.forEach((host, index) => {
      if (egressHosts.indexOf(host) !== index) {
        context.addIssue({
          code: "custom",
          path: ["egressHosts", index],
          message: "this host is named twice: remove one",
        });
      }
    });
  });

/** What proxies learn of the mesh. */
export type SidecarScopeIntent = z.infer<typeof sidecarScopeIntentSchema>;

import "@/lib/browser-zod";
import { z } from "zod";
import { mtlsModes } from "@/lib/security/mtls-modes";
import { namespaceSchema, selectorSchema } from "@/lib/security/policy-target";
import { rootNamespace } from "@/lib/xds/mesh-objects";

const isPort = (text: string): boolean => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;

export const mtlsIntentSchema = z
  .object({
    scope: z.enum(["mesh", "namespace", "workload"]),
    /** The mesh's root namespace for the scope `mesh`. */
    namespace: namespaceSchema,
    /** Labels of the workload; empty for the wider scopes. */
    selector: selectorSchema.default({}),
    /** What its proxies accept. UNSET takes what the next wider scope says. */
    mode: z.enum(mtlsModes),
    /** Ports of the workload, not of its Service, which differ from `mode`. */
    portModes: z.record(z.string(), z.enum(mtlsModes)).default({}),
  })
  .superRefine(({ scope, namespace, selector, portModes }, context) => {
    const fail = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const labels = Object.keys(selector).length;
    if (scope === "mesh" && namespace !== rootNamespace) {
      fail("namespace", `the mode of the whole mesh stands in ${rootNamespace}`);
    }
    if (scope === "namespace" && namespace === rootNamespace) {
      fail("scope", "a policy for the root namespace counts for the whole mesh: choose the scope mesh");
    }
    if (scope === "workload" && labels === 0) fail("selector", "name at least one label of the workload");
    if (scope !== "workload" && labels > 0) fail("selector", "only a workload is picked by labels");
    for (const port of Object.keys(portModes)) {
      if (!isPort(port)) {
        context.addIssue({
          code: "custom",
          path: ["portModes", port],
          message: "use a port number between 1 and 65535",
        });
      }
    }
    if (scope !== "workload" && Object.keys(portModes).length > 0) {
      fail("portModes", "only a workload has modes by port: choose the scope workload");
    }
  });

/** Whether proxies accept mutual TLS, plain text or both. */
export type MtlsIntent = z.infer<typeof mtlsIntentSchema>;

import { z } from "zod";

export const endpointsInputSchema = z.object({
  cluster: z.string().default(""),
  namespace: z.string().max(253),
  name: z.string().min(1).max(253),
  /** Proxies whose view is compared; none is one that calls the service. */
  clients: z
    .array(z.object({ namespace: z.string().min(1).max(253), pod: z.string().min(1).max(253) }))
    .max(4, "choose at most four proxies")
    .default([]),
});
export type EndpointsInput = z.infer<typeof endpointsInputSchema>;

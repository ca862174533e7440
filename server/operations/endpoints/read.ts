import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type { EndpointTruth, TruthService, Told, EndpointSync } from "@/lib/endpoints/model";
import type { OperationContext } from "@/server/ports";

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

export type EndpointsRead = EndpointTruth & {
  readonly service: TruthService;
  readonly clients: readonly {
    readonly namespace: string;
    readonly pod: string;
    readonly sync: EndpointSync;
    readonly envoy: Told<true>;
  }[];
  readonly kubernetes: Told<true>;
  readonly istiod: Told<true>;
};

/** The endpoints of a service as Kubernetes, istiod and the chosen proxies have them, and where they differ. */
export function readEndpoints(
  _ctx: OperationContext,
  input: EndpointsInput,
): Promise<Sourced<EndpointsRead>> {
  return Promise.reject(new Error(`not yet: ${input.name}`));
}

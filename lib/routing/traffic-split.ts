import "@/lib/browser-zod";
import { z } from "zod";
import {
  refineBackends,
  refineGatewayPort,
  refineWeights,
  routingFields,
  weightedDestinationSchema,
} from "@/lib/routing/intent-fields";

export const trafficSplitIntentSchema = z
  .object({
    ...routingFields,
    destinations: z.array(weightedDestinationSchema).min(1, "name at least one destination"),
  })
  .superRefine((intent, context) => {
    refineWeights(intent.destinations, context);
    refineBackends(intent.api, intent.destinations, context, (index) => ["destinations", index]);
    refineGatewayPort(intent, context);
  });

/** How a service's requests are to be shared between its versions. */
export type TrafficSplitIntent = z.infer<typeof trafficSplitIntentSchema>;

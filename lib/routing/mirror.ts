import "@/lib/browser-zod";
import { z } from "zod";
import {
  destinationSchema,
  percentSchema,
  refineBackends,
  refineGatewayPort,
  routingFields,
} from "@/lib/routing/intent-fields";

export const mirrorIntentSchema = z
  .object({
    ...routingFields,
    /** Where the copies go; their answers are thrown away. */
    destination: destinationSchema,
    mirrorPercent: percentSchema,
    /** Gateway API: the kind of route that holds it; absent for HTTPRoute. */
    routeKind: z.enum(["HTTPRoute", "GRPCRoute"]).optional(),
  })
  .superRefine((intent, context) => {
    refineGatewayPort(intent, context);
    refineBackends(intent.api, [intent.destination], context, () => ["destination"]);
  });

/** A copy of the requests that no route of their own decides, sent to a second destination. */
export type MirrorIntent = z.infer<typeof mirrorIntentSchema>;

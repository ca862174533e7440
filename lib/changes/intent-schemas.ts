import { z } from "zod";
import { trafficSplitIntentSchema } from "@/lib/routing/traffic-split";

/** The form of every intent, by kind. */
export const intentSchemas = {
  traffic_split: trafficSplitIntentSchema,
} as const;

export type IntentKind = keyof typeof intentSchemas;
export type IntentOf<K extends IntentKind> = z.infer<(typeof intentSchemas)[K]>;

/** A request to make an intent true, or with `remove` to take it out again. */
export type IntentRequest<K extends IntentKind = IntentKind> = {
  [P in K]: { readonly kind: P; readonly intent: IntentOf<P>; readonly remove?: boolean | undefined };
}[K];

const intentRequest = <K extends IntentKind>(kind: K) =>
  z.object({ kind: z.literal(kind), intent: intentSchemas[kind], remove: z.boolean().optional() });

/** One schema per kind, for the union of requests. */
export const intentRequestSchemas = [intentRequest("traffic_split")] as const;

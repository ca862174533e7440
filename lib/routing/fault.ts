import "@/lib/browser-zod";
import { z } from "zod";
import {
  durationMsSchema,
  percentSchema,
  refuse,
  routeNameSchema,
  routingFields,
} from "@/lib/routing/intent-fields";
import { grpcStatuses } from "@/lib/routing/grpc-statuses";
import { refineMatches, requestMatchSchema } from "@/lib/routing/request-match";

export const faultIntentSchema = z
  .object({
    ...routingFields,
    /** Name of the route that carries the fault; "" when it is about every request. */
    name: routeNameSchema.default(""),
    /** Requests that meet any of them; none for every request. */
    matches: z.array(requestMatchSchema).max(64, "at most 64 conditions").default([]),
    delay: z.object({ percent: percentSchema, delayMs: durationMsSchema }).optional(),
    /** Answered by the caller's proxy; the service never sees the request. Exactly one of the two statuses. */
    abort: z
      .object({
        percent: percentSchema,
        httpStatus: z
          .int("use a whole number")
          .min(200, "use a status from 200 to 599")
          .max(599, "use a status from 200 to 599")
          .optional(),
        grpcStatus: z.enum(grpcStatuses).optional(),
      })
      .optional(),
  })
  .superRefine((intent, context) => {
    if (intent.api === "gateway") {
      refuse(context, ["api"], "Gateway API has no fault injection: use Istio's VirtualService");
    }
    refineMatches("istio", intent.matches, context);
    const isEvery = intent.matches.length === 0 && intent.port === undefined;
    if (!isEvery && intent.name === "") refuse(context, ["name"], "name the route that carries the fault");
    if (isEvery && intent.name !== "") {
      refuse(context, ["name"], "a fault for every request has no route of its own: leave the name empty");
    }
    const { delay, abort } = intent;
    if (delay === undefined && abort === undefined)
      refuse(context, ["delay"], "set a delay, an abort or both");
    if (abort !== undefined && (abort.httpStatus === undefined) === (abort.grpcStatus === undefined)) {
      refuse(context, ["abort", "httpStatus"], "set either an HTTP status or a gRPC status");
    }
  });

/** Failures put into requests by the callers' proxies. */
export type FaultIntent = z.infer<typeof faultIntentSchema>;

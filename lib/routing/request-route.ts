import "@/lib/browser-zod";
import { z } from "zod";
import {
  refineBackends,
  refineGatewayPort,
  refineRouteName,
  refineWeights,
  refuse,
  routeNameSchema,
  routingFields,
  weightedDestinationSchema,
} from "@/lib/routing/intent-fields";
import { refineMatches, requestMatchSchema } from "@/lib/routing/request-match";

export const requestRouteIntentSchema = z
  .object({
    ...routingFields,
    /** The route's name; what it is found by when it is changed. */
    name: routeNameSchema.min(1, "name the route: access logs show the name"),
    /** Requests that meet any of them. */
    matches: z
      .array(requestMatchSchema)
      .min(1, "give at least one condition")
      .max(64, "at most 64 conditions"),
    destinations: z.array(weightedDestinationSchema).min(1, "name at least one destination"),
    /** Where the route stands among the others, because the first match wins; `keep` leaves a route where it is. */
    position: z.enum(["first", "before_catch_all", "keep"]).default("keep"),
    /** Gateway API: the kind of route that holds it; absent for HTTPRoute. */
    routeKind: z.enum(["HTTPRoute", "GRPCRoute"]).optional(),
  })
  .superRefine((intent, context) => {
    refineGatewayPort(intent, context);
    refineRouteName(intent, context);
    refineWeights(intent.destinations, context);
    refineBackends(intent.api, intent.destinations, context, (index) => ["destinations", index]);
    refineMatches(intent.api, intent.matches, context);
    if (intent.routeKind === "GRPCRoute") refineGrpc(intent, context);
  });

/** One rule: requests that look like this go there. */
export type RequestRouteIntent = z.infer<typeof requestRouteIntentSchema>;

function refineGrpc(
  intent: Pick<RequestRouteIntent, "matches">,
  context: Parameters<typeof refuse>[0],
): void {
  intent.matches.forEach(({ path, methods, queryParams, cookies }, index) => {
    const at = (field: string) => ["matches", index, field];
    if (methods.length > 0) refuse(context, at("methods"), "every gRPC call is a POST: leave the method out");
    if (queryParams.length > 0) refuse(context, at("queryParams"), "gRPC has no query: leave this out");
    if (cookies.length > 0) refuse(context, at("cookies"), "gRPC has no cookies: match a header");
    if (path === undefined) return;
    const isMethod = path.kind === "exact" && /^\/[A-Za-z0-9_.]+\/[A-Za-z_][A-Za-z0-9_]*$/.test(path.value);
    const isService = path.kind === "prefix" && /^\/[A-Za-z0-9_.]+\/$/.test(path.value);
    if (isMethod || isService) return;
    refuse(
      context,
      at("path"),
      "a gRPC method is /package.Service/Method exactly, a whole service the prefix /package.Service/",
    );
  });
}

import { z } from "zod";
import { circuitBreakerIntentSchema } from "@/lib/routing/circuit-breaker";
import { faultIntentSchema } from "@/lib/routing/fault";
import { loadBalancingIntentSchema } from "@/lib/routing/load-balancing";
import { mirrorIntentSchema } from "@/lib/routing/mirror";
import { requestRouteIntentSchema } from "@/lib/routing/request-route";
import { timeoutRetryIntentSchema } from "@/lib/routing/timeout-retry";
import { trafficSplitIntentSchema } from "@/lib/routing/traffic-split";
import { accessIntentSchema } from "@/lib/security/access-intent";
import { backendTlsIntentSchema } from "@/lib/security/backend-tls-intent";
import { jwtIntentSchema } from "@/lib/security/jwt-intent";
import { mtlsIntentSchema } from "@/lib/security/mtls-intent";
import { sidecarScopeIntentSchema } from "@/lib/security/sidecar-scope-intent";

/** The form of every intent, by kind. */
export const intentSchemas = {
  traffic_split: trafficSplitIntentSchema,
  mirror: mirrorIntentSchema,
  request_route: requestRouteIntentSchema,
  timeout_retry: timeoutRetryIntentSchema,
  circuit_breaker: circuitBreakerIntentSchema,
  fault: faultIntentSchema,
  load_balancing: loadBalancingIntentSchema,
  mtls: mtlsIntentSchema,
  access: accessIntentSchema,
  jwt: jwtIntentSchema,
  sidecar_scope: sidecarScopeIntentSchema,
  backend_tls: backendTlsIntentSchema,
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
export const intentRequestSchemas = [
  intentRequest("traffic_split"),
  intentRequest("mirror"),
  intentRequest("request_route"),
  intentRequest("timeout_retry"),
  intentRequest("circuit_breaker"),
  intentRequest("fault"),
  intentRequest("load_balancing"),
  intentRequest("mtls"),
  intentRequest("access"),
  intentRequest("jwt"),
  intentRequest("sidecar_scope"),
  intentRequest("backend_tls"),
] as const;

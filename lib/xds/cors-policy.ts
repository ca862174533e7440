import { parseDurationMs } from "./duration";
import { stringMatch } from "./route-match";
import type { CorsPolicy } from "./model";
import type { CorsPolicySpec } from "./virtual-service-spec";

/** A route's CORS policy. Source: istiod's TranslateCORSPolicy. */
export function corsPolicy(spec: CorsPolicySpec | undefined): CorsPolicy | undefined {
  if (spec === undefined) return undefined;
  const maxAgeMs = spec.maxAge === undefined ? undefined : parseDurationMs(spec.maxAge);
  const exact = (spec.allowOrigin ?? []).map((value) => ({ kind: "exact" as const, value }));
  return {
    allowOrigins: spec.allowOrigins?.map(stringMatch) ?? exact,
    allowMethods: (spec.allowMethods ?? []).join(","),
    allowHeaders: (spec.allowHeaders ?? []).join(","),
    exposeHeaders: (spec.exposeHeaders ?? []).join(","),
    ...(maxAgeMs === undefined ? {} : { maxAgeSeconds: Math.trunc(maxAgeMs / 1000) }),
    ...(typeof spec.allowCredentials === "boolean" ? { allowCredentials: spec.allowCredentials } : {}),
    forwardsUnmatchedPreflights: spec.unmatchedPreflights !== "IGNORE",
  };
}

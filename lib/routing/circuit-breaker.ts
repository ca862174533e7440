import "@/lib/browser-zod";
import { z } from "zod";
import { durationMsSchema, nameSchema, refuse, routingFields } from "@/lib/routing/intent-fields";

const countSchema = z
  .int("use a whole number")
  .min(1, "at least 1; leave the field empty for no limit")
  .max(2_147_483_647);
const sharePercentSchema = z
  .int("use a whole percentage")
  .min(0, "a percentage is at least 0")
  .max(100, "a percentage is at most 100");
const errorsSchema = z
  .int("use a whole number")
  .min(0, "at least 0, which switches it off")
  .max(4_294_967_295);

export const connectionPoolSchema = z.object({
  maxConnections: countSchema.optional(),
  connectTimeoutMs: durationMsSchema.optional(),
  /** Requests that wait for a connection. */
  maxPendingRequests: countSchema.optional(),
  /** Requests in flight at once. */
  maxRequests: countSchema.optional(),
  /** 0 for no limit. */
  maxRequestsPerConnection: z.int().min(0).max(2_147_483_647).optional(),
  /** Retries in flight at once. */
  maxRetries: countSchema.optional(),
  idleTimeoutMs: durationMsSchema.optional(),
});

export const outlierDetectionSchema = z.object({
  consecutive5xxErrors: errorsSchema.optional(),
  consecutiveGatewayErrors: errorsSchema.optional(),
  intervalMs: durationMsSchema.optional(),
  baseEjectionTimeMs: durationMsSchema.optional(),
  maxEjectionPercent: sharePercentSchema.optional(),
  minHealthPercent: sharePercentSchema.optional(),
});

export const circuitBreakerIntentSchema = z
  .object({
    ...routingFields,
    /** Only this subset; absent for the whole service. */
    subset: nameSchema.optional(),
    connectionPool: connectionPoolSchema.default({}),
    /** Absent for none; present and empty for Istio's defaults. */
    outlierDetection: outlierDetectionSchema.optional(),
  })
  .superRefine((intent, context) => {
    if (intent.api === "gateway") {
      refuse(context, ["api"], "Gateway API has no circuit breaker: use Istio's DestinationRule");
    }
    const limits = Object.values(intent.connectionPool).some((value) => value !== undefined);
    if (!limits && intent.outlierDetection === undefined) {
      refuse(context, ["connectionPool"], "set at least one limit, or outlier detection");
    }
  });

/** Limits on what is sent to a service, and when an endpoint that fails is left out. */
export type CircuitBreakerIntent = z.infer<typeof circuitBreakerIntentSchema>;

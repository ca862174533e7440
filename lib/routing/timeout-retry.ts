import "@/lib/browser-zod";
import { z } from "zod";
import {
  durationMsSchema,
  percentSchema,
  refineGatewayPort,
  refuse,
  routeNameSchema,
  routingFields,
} from "@/lib/routing/intent-fields";
import { isRetryCondition } from "@/lib/routing/retry-conditions";

const retryOnSchema = z
  .string()
  .refine(
    isRetryCondition,
    "use a condition such as connect-failure, 5xx or unavailable, or a status code from 100 to 599",
  );

export const timeoutRetryIntentSchema = z
  .object({
    ...routingFields,
    /** Key of the route that it is about; "" for the one that takes what no other takes. */
    route: routeNameSchema,
    /** Longest time of a request with all its tries; absent for none (Istio's default). */
    timeoutMs: durationMsSchema.optional(),
    /** Gateway API: longest time of one try. Istio has it as `retries.perTryTimeoutMs`. */
    backendTimeoutMs: durationMsSchema.optional(),
    /** Absent for the mesh's default; 0 attempts switch retries off. */
    retries: z
      .object({
        attempts: z
          .int("use a whole number")
          .min(0, "attempts are at least 0")
          .max(100, "at most 100 attempts"),
        perTryTimeoutMs: durationMsSchema.optional(),
        /** Empty for the mesh's default conditions. */
        retryOn: z.array(retryOnSchema).default([]),
        backoffMs: durationMsSchema.optional(),
      })
      .optional(),
    /** Limit on retries at one moment, for the whole service; Istio only, with the catch-all route. */
    retryBudget: z
      .object({
        /** Retries may be this share of the requests in flight. */
        percent: percentSchema,
        minRetryConcurrency: z.int().min(0).max(4_294_967_295).optional(),
        budgetIntervalMs: durationMsSchema.optional(),
      })
      .optional(),
  })
  .superRefine((intent, context) => {
    refineGatewayPort(intent, context);
    const at = (...path: PropertyKey[]) => path;
    if (intent.api === "gateway") refineGateway(intent, context);
    else if (intent.backendTimeoutMs !== undefined) {
      refuse(context, at("backendTimeoutMs"), "Istio limits one try with retries.perTryTimeoutMs: set that");
    } else if (intent.route !== "" && intent.port !== undefined) {
      refuse(context, at("port"), "a named route has its port in its conditions: leave this out");
    }
    if (intent.retryBudget !== undefined && (intent.route !== "" || intent.port !== undefined)) {
      refuse(
        context,
        at("retryBudget"),
        "the budget is the whole service's: set it with the catch-all route",
      );
    }
    const retryOn = intent.retries?.retryOn ?? [];
    const { attempts, perTryTimeoutMs, backoffMs } = intent.retries ?? {};
    const isMore = retryOn.length > 0 || perTryTimeoutMs !== undefined || backoffMs !== undefined;
    if (attempts === 0 && isMore) {
      refuse(context, at("retries", "attempts"), "0 attempts switch retries off: leave the rest of it empty");
    }
    retryOn.forEach((condition, index) => {
      if (retryOn.indexOf(condition) !== index) {
        refuse(context, at("retries", "retryOn", index), `${condition} is named twice`);
      }
    });
  });

/** How long a request may take and what is tried again. */
export type TimeoutRetryIntent = z.infer<typeof timeoutRetryIntentSchema>;

function refineGateway(
  intent: Pick<TimeoutRetryIntent, "timeoutMs" | "backendTimeoutMs" | "retries" | "retryBudget">,
  context: Parameters<typeof refuse>[0],
): void {
  const { timeoutMs, backendTimeoutMs, retries } = intent;
  if (retries?.perTryTimeoutMs !== undefined) {
    refuse(
      context,
      ["retries", "perTryTimeoutMs"],
      "an HTTPRoute limits one try with backendTimeoutMs: set that",
    );
  }
  if (retries !== undefined && retries.attempts === 0) {
    refuse(context, ["retries", "attempts"], "an HTTPRoute can't switch retries off: use Istio's API");
  }
  const words = (retries?.retryOn ?? []).findIndex((condition) => !/^[45]\d\d$/.test(condition));
  if (words >= 0) {
    refuse(
      context,
      ["retries", "retryOn", words],
      "an HTTPRoute retries on status codes from 400 to 599 only",
    );
  }
  if (intent.retryBudget !== undefined) {
    refuse(context, ["retryBudget"], "an HTTPRoute has no retry budget: use Istio's API");
  }
  if (timeoutMs !== undefined && backendTimeoutMs !== undefined && backendTimeoutMs > timeoutMs) {
    refuse(context, ["backendTimeoutMs"], `one try can't take longer than the request (${timeoutMs} ms)`);
  }
}

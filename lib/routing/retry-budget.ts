import type { RenderedObject } from "@/lib/changes/change-set";
import { isSameJson } from "@/lib/config/clean-manifest";
import { istioDuration, readDurationMs } from "@/lib/routing/duration-text";
import { isRecord } from "@/lib/config/clean-manifest";
import { numberOf, recordOf, withField, type Json } from "@/lib/routing/json-fields";
import { readPolicy, writePolicy } from "@/lib/routing/traffic-policy";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

export type RetryBudget = NonNullable<TimeoutRetryIntent["retryBudget"]>;

/** Envoy's own share when the rule names none. */
const defaultPercent = 20;

/** The retry budget of the service's DestinationRule; undefined for none. Throws IntentError for a strange duration. */
export function readRetryBudget(objects: MeshObjects, service: ServiceName): RetryBudget | undefined {
  return budgetOf(readPolicy(objects, { service })["retryBudget"]);
}

function budgetOf(raw: unknown): RetryBudget | undefined {
  if (!isRecord(raw)) return undefined;
  const minRetryConcurrency = numberOf(raw["minRetryConcurrency"]);
  const budgetIntervalMs = readDurationMs(raw["budgetInterval"], "retryBudget.budgetIntervalMs");
  return {
    percent: numberOf(raw["percent"]) ?? defaultPercent,
    ...(minRetryConcurrency === undefined ? {} : { minRetryConcurrency }),
    ...(budgetIntervalMs === undefined ? {} : { budgetIntervalMs }),
  };
}

/** The DestinationRule with this budget or none; nothing when that is so already. */
export function renderRetryBudget(
  objects: MeshObjects,
  service: ServiceName,
  budget: RetryBudget | undefined,
): readonly RenderedObject[] {
  return writePolicy(objects, { service }, (policy) => {
    const raw = policy["retryBudget"];
    if (isSameJson(budgetOf(raw), budget)) return policy;
    return withField(policy, "retryBudget", budget === undefined ? undefined : fieldsOf(budget, raw));
  });
}

function fieldsOf(budget: RetryBudget, old: unknown): Json {
  const { percent, minRetryConcurrency, budgetIntervalMs } = budget;
  const interval = budgetIntervalMs === undefined ? undefined : istioDuration(budgetIntervalMs);
  return withField(
    withField(withField(recordOf(old), "percent", percent), "minRetryConcurrency", minRetryConcurrency),
    "budgetInterval",
    interval,
  );
}

import type { IntentModule } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { CircuitBreakerIntent } from "@/lib/routing/circuit-breaker";
import { currentIntent } from "@/lib/routing/current-intent";
import { istioDuration, readDurationMs } from "@/lib/routing/duration-text";
import { numberOf, recordOf, withField, withObject, type Json } from "@/lib/routing/json-fields";
import { policyFits, requireService, routingRefs } from "@/lib/routing/routing-fit";
import {
  policyObject,
  policyScopes,
  readPolicy,
  scopeLabel,
  writePolicy,
  type PolicyScope,
} from "@/lib/routing/traffic-policy";

type Limits = Pick<CircuitBreakerIntent, "connectionPool" | "outlierDetection">;

const noLimits: Limits = { connectionPool: {} };

/** Limits on what is sent to a service, and on endpoints that fail. */
export const circuitBreakerModule: IntentModule<CircuitBreakerIntent> = {
  fits: (objects, target, served) =>
    policyFits(objects, target, served, ["connectionPool", "outlierDetection"]),
  instances: (objects, target) =>
    policyScopes(objects, target)
      .filter((scope) => {
        const { connectionPool, outlierDetection } = readPolicy(objects, scope);
        return connectionPool !== undefined || outlierDetection !== undefined;
      })
      .map((scope) => ({
        ...scopeLabel(scope),
        current: currentIntent(policyObject(objects, scope), () => intentOf(objects, scope)),
      }))
      .filter(({ current }) => !current.ok || !isEmpty(current.intent)),
  start: (objects, target) => {
    const service = { namespace: target.namespace, name: target.name };
    const current = currentIntent(undefined, () => intentOf(objects, { service }));
    if (current.ok && !isEmpty(current.intent)) return current.intent;
    return {
      api: "istio",
      service,
      connectionPool: { maxConnections: 100, maxPendingRequests: 100, maxRequests: 1000 },
      outlierDetection: {
        consecutive5xxErrors: 5,
        intervalMs: 10_000,
        baseEjectionTimeMs: 30_000,
        maxEjectionPercent: 10,
      },
    };
  },
  toManifests(intent, objects) {
    requireService(objects, intent.service);
    return writePolicy(objects, intent, (policy) => withLimits(policy, intent));
  },
  remove: (intent, objects) =>
    writePolicy(objects, intent, (policy, inherited) => {
      const rest = withLimits(policy, noLimits);
      const bare = withLimits(inherited, noLimits);
      const isBare = isSameJson(rest["connectionPool"] ?? {}, bare["connectionPool"] ?? {});
      const pool = isBare ? withField(rest, "connectionPool", inherited["connectionPool"]) : rest;
      return withField(pool, "outlierDetection", inherited["outlierDetection"]);
    }),
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, subset, port }) =>
    `Limit ${service.namespace}/${service.name}${port === undefined ? "" : `:${port}`}${subset === undefined ? "" : ` (${subset})`}`,
};

function intentOf(objects: Parameters<typeof readPolicy>[0], scope: PolicyScope): CircuitBreakerIntent {
  const { service, subset, port } = scope;
  return {
    api: "istio",
    service: { namespace: service.namespace, name: service.name },
    ...(port === undefined ? {} : { port }),
    ...(subset === undefined ? {} : { subset }),
    ...limitsOf(readPolicy(objects, scope)),
  };
}

function isEmpty({ connectionPool, outlierDetection }: Limits): boolean {
  return Object.keys(connectionPool).length === 0 && outlierDetection === undefined;
}

type PoolField = keyof CircuitBreakerIntent["connectionPool"];
type OutlierField = keyof NonNullable<CircuitBreakerIntent["outlierDetection"]>;
type Place = { readonly key: string; readonly isDuration?: true; readonly zeroCounts?: true };

const tcpFields = {
  maxConnections: { key: "maxConnections" },
  connectTimeoutMs: { key: "connectTimeout", isDuration: true },
} as const satisfies Partial<Record<PoolField, Place>>;
const httpFields = {
  maxPendingRequests: { key: "http1MaxPendingRequests" },
  maxRequests: { key: "http2MaxRequests" },
  maxRequestsPerConnection: { key: "maxRequestsPerConnection", zeroCounts: true },
  maxRetries: { key: "maxRetries" },
  idleTimeoutMs: { key: "idleTimeout", isDuration: true },
} as const satisfies Partial<Record<PoolField, Place>>;
const outlierFields = {
  consecutive5xxErrors: { key: "consecutive5xxErrors", zeroCounts: true },
  consecutiveGatewayErrors: { key: "consecutiveGatewayErrors", zeroCounts: true },
  intervalMs: { key: "interval", isDuration: true },
  baseEjectionTimeMs: { key: "baseEjectionTime", isDuration: true },
  maxEjectionPercent: { key: "maxEjectionPercent", zeroCounts: true },
  minHealthPercent: { key: "minHealthPercent", zeroCounts: true },
} as const satisfies Record<OutlierField, Place>;

/** Where Istio takes 0 for "not set", it is read so. Throws IntentError for a strange duration. */
function readFields(raw: Json, places: Readonly<Record<string, Place>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(places).flatMap(([field, { key, isDuration, zeroCounts }]) => {
      const value = isDuration === true ? readDurationMs(raw[key], field) : numberOf(raw[key]);
      return value === undefined || (value === 0 && zeroCounts !== true) ? [] : [[field, value]];
    }),
  );
}

function writeFields(
  raw: Json,
  values: Readonly<Record<string, number | undefined>>,
  places: Readonly<Record<string, Place>>,
): Json {
  if (isSameJson(tryRead(raw, places) ?? null, values)) return raw;
  return Object.entries(places).reduce((all, [field, { key, isDuration }]) => {
    const value = values[field];
    return withField(all, key, isDuration === true && value !== undefined ? istioDuration(value) : value);
  }, raw);
}

function tryRead(raw: Json, places: Readonly<Record<string, Place>>): Record<string, number> | undefined {
  const read = currentIntent(undefined, () => readFields(raw, places));
  return read.ok ? read.intent : undefined;
}

function limitsOf(policy: Json): Limits {
  const pool = recordOf(policy["connectionPool"]);
  return {
    connectionPool: {
      ...readFields(recordOf(pool["tcp"]), tcpFields),
      ...readFields(recordOf(pool["http"]), httpFields),
    },
    ...(policy["outlierDetection"] === undefined
      ? {}
      : { outlierDetection: readFields(recordOf(policy["outlierDetection"]), outlierFields) }),
  };
}

/** The policy with these limits; what the intent has no words for (keep-alives, HTTP/2 upgrade) stays. */
function withLimits(policy: Json, { connectionPool, outlierDetection }: Limits): Json {
  const only = (places: object) =>
    Object.fromEntries(Object.entries(connectionPool).filter(([field]) => field in places));
  const pool = recordOf(policy["connectionPool"]);
  const tcp = writeFields(recordOf(pool["tcp"]), only(tcpFields), tcpFields);
  const http = writeFields(recordOf(pool["http"]), only(httpFields), httpFields);
  const pooled = withObject(policy, "connectionPool", withObject(withObject(pool, "tcp", tcp), "http", http));
  if (outlierDetection === undefined) return withField(pooled, "outlierDetection", undefined);
  const outlier = writeFields(recordOf(policy["outlierDetection"]), outlierDetection, outlierFields);
  return withField(pooled, "outlierDetection", outlier);
}

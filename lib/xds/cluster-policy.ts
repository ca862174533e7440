import { parseDurationMs } from "./duration";
import type { TrafficPolicySpec } from "./destination-rule-spec";
import type { XdsCluster } from "./model";

type PolicyFields = Pick<TrafficPolicySpec, "tls" | "connectionPool" | "outlierDetection" | "loadBalancer">;

const policyFields = ["tls", "connectionPool", "outlierDetection", "loadBalancer"] as const;

/**
 * The policy of one cluster: a subset's fields replace the rule's, and port settings replace the whole of their level.
 * Source: istiod's MergeTrafficPolicy and getPortLevelTrafficPolicy.
 */
export function mergePolicies(
  rule: TrafficPolicySpec | undefined,
  subset: TrafficPolicySpec | undefined,
  port: number,
): PolicyFields {
  const merged: Partial<PolicyFields> = {};
  for (const level of [rule, subset]) {
    const portLevel = level?.portLevelSettings?.find((settings) => settings.port?.number === port);
    const source: PolicyFields | undefined = portLevel ?? level;
    for (const field of policyFields)
      if (source?.[field] !== undefined) Object.assign(merged, { [field]: source[field] });
  }
  return merged as PolicyFields;
}

/** TLS, limits, ejection and balancing of a cluster. Absent limits are Envoy's practically unlimited defaults of Istio. */
export function clusterPolicy(
  policy: PolicyFields,
  meshExternal: boolean,
): Pick<
  XdsCluster,
  "tlsMode" | "circuitBreakers" | "outlierDetection" | "loadBalancer" | "connectTimeoutMs"
> {
  const { tcp, http } = policy.connectionPool ?? {};
  const connectTimeoutMs = durationOf(tcp?.connectTimeout);
  const outlier = outlierOf(policy.outlierDetection);
  const circuitBreakers = {
    ...(tcp?.maxConnections === undefined ? {} : { maxConnections: tcp.maxConnections }),
    ...(http?.http1MaxPendingRequests === undefined
      ? {}
      : { maxPendingRequests: http.http1MaxPendingRequests }),
    ...(http?.http2MaxRequests === undefined ? {} : { maxRequests: http.http2MaxRequests }),
    ...(http?.maxRetries === undefined ? {} : { maxRetries: http.maxRetries }),
  };
  return {
    tlsMode: tlsModeOf(policy.tls?.mode, meshExternal),
    ...(Object.keys(circuitBreakers).length === 0 ? {} : { circuitBreakers }),
    ...(outlier === undefined ? {} : { outlierDetection: outlier }),
    loadBalancer: balancerOf(policy.loadBalancer),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
  };
}

function tlsModeOf(mode: string | undefined, meshExternal: boolean): XdsCluster["tlsMode"] {
  switch (mode) {
    case "DISABLE":
      return "disable";
    case "SIMPLE":
      return "simple";
    case "MUTUAL":
      return "mutual";
    case "ISTIO_MUTUAL":
      return "istio_mutual";
    default:
      return meshExternal ? "disable" : "auto_mutual";
  }
}

/** Defaults are Istio's: 5 errors, every 10 s, for 30 s, at most 10 % of the hosts. */
function outlierOf(spec: PolicyFields["outlierDetection"]): XdsCluster["outlierDetection"] {
  if (spec === undefined) return undefined;
  return {
    consecutive5xx: spec.consecutive5xxErrors ?? 5,
    ...(spec.consecutiveGatewayErrors === undefined
      ? {}
      : { consecutiveGatewayErrors: spec.consecutiveGatewayErrors }),
    intervalMs: durationOf(spec.interval) ?? 10_000,
    baseEjectionMs: durationOf(spec.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: spec.maxEjectionPercent ?? 10,
  };
}

function balancerOf(spec: PolicyFields["loadBalancer"]): string {
  const hash = spec?.consistentHash;
  if (hash !== undefined) return hash["maglev"] === undefined ? "RING_HASH" : "MAGLEV";
  switch (spec?.simple) {
    case "ROUND_ROBIN":
    case "RANDOM":
      return spec.simple;
    case "PASSTHROUGH":
      return "CLUSTER_PROVIDED";
    default:
      return "LEAST_REQUEST";
  }
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDurationMs(text);
}

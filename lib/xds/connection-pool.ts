import { parseDurationMs } from "./duration";
import type { TrafficPolicySpec } from "./destination-rule-spec";
import type { XdsCluster } from "./model";

type Pool = NonNullable<TrafficPolicySpec["connectionPool"]>;
type Limits = Pick<XdsCluster, "circuitBreakers" | "connections" | "connectTimeoutMs">;

/**
 * Limits of a cluster and its connections; 0 is the same as absent, which is unlimited. An idle time-out for HTTP wins
 * over that for TCP. Source: istiod's applyConnectionPool and applyRetryBudget.
 */
export function connectionLimits(
  pool: Pool | undefined,
  retryBudget: TrafficPolicySpec["retryBudget"],
  isHttp2: boolean,
): Limits {
  const { tcp, http } = pool ?? {};
  const connectTimeoutMs = durationOf(tcp?.connectTimeout);
  const circuitBreakers = {
    ...limit("maxConnections", tcp?.maxConnections),
    ...limit("maxPendingRequests", http?.http1MaxPendingRequests),
    ...limit("maxRequests", http?.http2MaxRequests),
    ...limit("maxRetries", http?.maxRetries),
    ...(retryBudget === undefined ? {} : { retryBudget: budgetOf(retryBudget) }),
  };
  const connections = {
    ...limit("maxRequests", http?.maxRequestsPerConnection),
    ...(isHttp2 ? limit("maxConcurrentStreams", http?.maxConcurrentStreams) : {}),
    ...limit("idleTimeoutMs", durationOf(http?.idleTimeout) ?? durationOf(tcp?.idleTimeout)),
    ...limit("maxDurationMs", durationOf(tcp?.maxConnectionDuration)),
    ...(tcp?.tcpKeepalive === undefined ? {} : { tcpKeepalive: keepaliveOf(tcp.tcpKeepalive) }),
  };
  return {
    ...(Object.keys(circuitBreakers).length === 0 ? {} : { circuitBreakers }),
    ...(Object.keys(connections).length === 0 ? {} : { connections }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
  };
}

function limit<K extends string>(key: K, value: number | undefined): { [key in K]?: number } {
  return value === undefined || value <= 0 ? {} : ({ [key]: value } as { [key in K]: number });
}

function budgetOf(
  budget: NonNullable<TrafficPolicySpec["retryBudget"]>,
): NonNullable<NonNullable<XdsCluster["circuitBreakers"]>["retryBudget"]> {
  const intervalMs = durationOf(budget.budgetInterval);
  const { minRetryConcurrency = 0 } = budget;
  return {
    percent: budget.percent ?? 20,
    minConcurrency: minRetryConcurrency > 0 ? minRetryConcurrency : 3,
    ...(intervalMs === undefined ? {} : { intervalMs }),
  };
}

function keepaliveOf(
  spec: NonNullable<NonNullable<Pool["tcp"]>["tcpKeepalive"]>,
): NonNullable<NonNullable<XdsCluster["connections"]>["tcpKeepalive"]> {
  return {
    ...limit("probes", spec.probes),
    ...limit("timeMs", durationOf(spec.time)),
    ...limit("intervalMs", durationOf(spec.interval)),
  };
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDurationMs(text);
}

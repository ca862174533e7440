import { parseDurationMs } from "@/lib/xds/duration";
import { resolveHost } from "@/lib/xds/host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { retryPolicy } from "@/lib/xds/route-policy";
import { hostsOf, httpRoutesIn, isForMesh, type RouteAt } from "./mesh-kinds";

/** What a route to a service lets one call cost its caller. */
export type RouteLimit = {
  readonly at: RouteAt;
  /** As long as callers wait at most, tries included; undefined is without end. */
  readonly waitMs?: number;
  /** `timeout` itself, when the route has one. */
  readonly timeoutMs?: number;
  /** Times that one request may arrive when the service answers with errors. */
  readonly tries: number;
};

const failureConditions = new Set([
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "retriable-4xx",
  "internal",
  "resource-exhausted",
  "deadline-exceeded",
]);

function limitOf(at: RouteAt): RouteLimit {
  const { timeout, retries } = at.route;
  const timeoutMs = timeout === undefined ? undefined : parseDurationMs(timeout);
  const policy = retryPolicy(retries);
  const perTryMs = policy?.perTryTimeoutMs;
  const hasTimeout = timeoutMs !== undefined && timeoutMs > 0;
  const waitMs = hasTimeout
    ? timeoutMs
    : perTryMs === undefined
      ? undefined
      : perTryMs * (policy?.attempts ?? 0) + perTryMs;
  return {
    at,
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(hasTimeout ? { timeoutMs } : {}),
    tries: policy !== undefined && retries !== undefined && repeatsFailures(policy) ? policy.attempts + 1 : 1,
  };
}

/** Retries on refused connections do no harm to a service that answers; those on its errors multiply its load. */
function repeatsFailures(policy: {
  readonly retryOn: string;
  readonly retriableStatusCodes?: readonly number[];
}): boolean {
  return (
    (policy.retriableStatusCodes ?? []).length > 0 ||
    policy.retryOn.split(",").some((condition) => failureConditions.has(condition))
  );
}

/**
 * The routes that calls to each host take: those of VirtualServices for the host, and those of gateways that send to
 * it. The timeout holds for all tries together. Source: Envoy's route timeout and retry policy.
 */
export function routeLimits(objects: MeshObjects): ReadonlyMap<string, readonly RouteLimit[]> {
  const limits = new Map<string, RouteLimit[]>();
  for (const at of httpRoutesIn(objects)) {
    const hosts = isForMesh(at.virtual)
      ? hostsOf(at.virtual)
      : (at.route.route ?? []).map(({ destination }) => resolveHost(destination.host, at.virtual.namespace));
    const limit = limitOf(at);
    for (const host of new Set(hosts)) {
      const list = limits.get(host);
      if (list === undefined) limits.set(host, [limit]);
      else list.push(limit);
    }
  }
  return limits;
}

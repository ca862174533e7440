import { parseDurationMs } from "./duration";
import { destinationRuleFor } from "./destination-rules";
import type { ConsistentHashSpec, TrafficPolicySpec } from "./destination-rule-spec";
import type { MergedDestinationRule } from "./destination-rules";
import type { MeshObjects } from "./mesh-objects";
import type { HashPolicy } from "./model";
import type { XdsProxy } from "./proxy-scope";
import type { XdsService } from "./service-registry";
import type { DestinationSpec } from "./virtual-service-spec";

/**
 * What a route must hash so that the consistent-hash balancer of its destination works; undefined when the destination
 * has none. Port settings count only for a destination that names its port. Source: istiod's HashForHTTPDestination.
 */
export function hashPolicyOfDestination(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: XdsService | undefined,
  destination: DestinationSpec,
): HashPolicy | undefined {
  if (service === undefined) return undefined;
  const rule = destinationRuleFor(objects, proxy, service);
  if (rule === undefined) return undefined;
  const port = destination.port?.number;
  const subset = rule.subsets.find((candidate) => candidate.name === (destination.subset ?? ""));
  return hashPolicy(
    portHash(subset?.trafficPolicy, port) ??
      hashOf(subset?.trafficPolicy) ??
      portHash(rule.trafficPolicy, port) ??
      hashOf(rule.trafficPolicy),
  );
}

/** The same for the default route of a service port. Source: istiod's hashForService. */
export function hashPolicyOfService(
  rule: MergedDestinationRule | undefined,
  port: number,
): HashPolicy | undefined {
  return hashPolicy(portHash(rule?.trafficPolicy, port) ?? hashOf(rule?.trafficPolicy));
}

function hashOf(policy: TrafficPolicySpec | undefined): ConsistentHashSpec | undefined {
  return policy?.loadBalancer?.consistentHash;
}

function portHash(
  policy: TrafficPolicySpec | undefined,
  port: number | undefined,
): ConsistentHashSpec | undefined {
  if (port === undefined) return undefined;
  const settings = policy?.portLevelSettings?.find((candidate) => candidate.port?.number === port);
  return settings?.loadBalancer?.consistentHash;
}

function hashPolicy(spec: ConsistentHashSpec | undefined): HashPolicy | undefined {
  if (spec === undefined) return undefined;
  if (spec.httpHeaderName !== undefined) return { kind: "header", name: spec.httpHeaderName };
  if (spec.httpQueryParameterName !== undefined)
    return { kind: "query_parameter", name: spec.httpQueryParameterName };
  if (spec.useSourceIp === true) return { kind: "source_ip" };
  const cookie = spec.httpCookie;
  if (cookie === undefined) return undefined;
  const ttlMs = cookie.ttl === undefined ? undefined : parseDurationMs(cookie.ttl);
  return {
    kind: "cookie",
    name: cookie.name ?? "",
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(cookie.path === undefined || cookie.path === "" ? {} : { path: cookie.path }),
  };
}

import { parseDurationMs } from "./duration";
import type { LoadBalancerSpec } from "./destination-rule-spec";
import type { XdsCluster } from "./model";

type LoadBalancing = Pick<XdsCluster, "loadBalancer" | "slowStart" | "hashRing" | "localityWeighted">;

/**
 * How a cluster picks among its hosts. Weights of localities count when a DestinationRule distributes them, or orders
 * their failover and outlier detection is on. Source: istiod's applyLoadBalancer.
 */
export function loadBalancing(
  spec: LoadBalancerSpec | undefined,
  hasOutlierDetection: boolean,
): LoadBalancing {
  const loadBalancer = policyName(spec);
  const warm = ["ROUND_ROBIN", "LEAST_REQUEST"].includes(simplePolicy(spec)) ? slowStart(spec) : undefined;
  const ring = hashRing(spec);
  const locality = spec?.localityLbSetting;
  const ordered =
    hasOutlierDetection && (locality?.failover !== undefined || locality?.failoverPriority !== undefined);
  const weighted = locality?.enabled !== false && (locality?.distribute !== undefined || ordered);
  return {
    loadBalancer,
    ...(ring !== undefined ? { hashRing: ring } : warm === undefined ? {} : { slowStart: warm }),
    ...(weighted ? { localityWeighted: true } : {}),
  };
}

function simplePolicy(spec: LoadBalancerSpec | undefined): string {
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

function policyName(spec: LoadBalancerSpec | undefined): string {
  if (spec?.consistentHash === undefined) return simplePolicy(spec);
  return spec.consistentHash.maglev === undefined ? "RING_HASH" : "MAGLEV";
}

/** Without `ringHash` the ring is at least 1,024; with it, and without a size, it is Envoy's default. */
function hashRing(spec: LoadBalancerSpec | undefined): XdsCluster["hashRing"] {
  const hash = spec?.consistentHash;
  if (hash === undefined) return undefined;
  if (hash.maglev !== undefined) return positive("tableSize", hash.maglev.tableSize);
  if (hash.ringHash !== undefined) return positive("minSize", hash.ringHash.minimumRingSize);
  return {
    minSize: hash.minimumRingSize === undefined || hash.minimumRingSize === 0 ? 1024 : hash.minimumRingSize,
  };
}

function positive(key: "tableSize" | "minSize", size: number | undefined): XdsCluster["hashRing"] {
  return size === undefined || size === 0 ? undefined : { [key]: size };
}

/** Envoy's own defaults of the old field stay unsaid; the new one has Istio's: 10 % at first, then linear. */
function slowStart(spec: LoadBalancerSpec | undefined): XdsCluster["slowStart"] {
  const { warmup, warmupDurationSecs } = spec ?? {};
  if (warmup !== undefined)
    return {
      windowMs: parseDurationMs(warmup.duration ?? "") ?? 0,
      minWeightPercent: warmup.minimumPercent ?? 10,
      aggression: warmup.aggression ?? 1,
    };
  if (warmupDurationSecs === undefined) return undefined;
  return { windowMs: parseDurationMs(warmupDurationSecs) ?? 0 };
}

import { connectionLimits } from "./connection-pool";
import { parseDurationMs } from "./duration";
import { loadBalancing } from "./load-balancing";
import type { TrafficPolicySpec } from "./destination-rule-spec";
import type { XdsCluster } from "./model";
import type { ServicePortProtocol } from "./service-registry";

const levelFields = ["tls", "connectionPool", "outlierDetection", "loadBalancer"] as const;
const wholeFields = ["proxyProtocol", "retryBudget"] as const;

type PolicyFields = Pick<TrafficPolicySpec, (typeof levelFields)[number] | (typeof wholeFields)[number]>;

/**
 * The policy of one cluster. At each level, rule and subset, settings of the port stand in the place of all others of
 * that level, and what they leave out is the default; a subset's port settings leave nothing of the rule's. Else a
 * subset's fields replace the rule's one by one. Source: istiod's MergeSubsetTrafficPolicy.
 */
export function mergePolicies(
  rule: TrafficPolicySpec | undefined,
  subset: TrafficPolicySpec | undefined,
  port: number,
): PolicyFields {
  const merged: Partial<Record<string, unknown>> = { ...atPort(rule, port) };
  const settings = portSettings(subset, port);
  const level: PolicyFields | undefined = settings ?? subset;
  for (const field of levelFields)
    if (level?.[field] !== undefined || settings !== undefined) merged[field] = level?.[field];
  for (const field of wholeFields)
    if (settings === undefined && subset?.[field] !== undefined) merged[field] = subset[field];
  return merged as PolicyFields;
}

function portSettings(
  level: TrafficPolicySpec | undefined,
  port: number,
): Pick<TrafficPolicySpec, (typeof levelFields)[number]> | undefined {
  return level?.portLevelSettings?.find((settings) => settings.port?.number === port);
}

function atPort(level: TrafficPolicySpec | undefined, port: number): PolicyFields {
  const settings = portSettings(level, port);
  const source: PolicyFields = settings ?? level ?? {};
  return Object.fromEntries(
    [...levelFields, ...wholeFields].map((field) => [field, source[field]]),
  ) as PolicyFields;
}

/** What a cluster's place in the mesh says beyond its policy. */
export type ClusterPlace = {
  readonly protocol: ServicePortProtocol;
  readonly discovery: XdsCluster["discovery"];
  /** Whether mTLS is used where the policy has no word on TLS. */
  readonly autoTls: boolean;
  readonly gateway: boolean;
  /** The policy comes from a rule that selects workloads: only such may name a credential for sidecars. */
  readonly selectsWorkloads: boolean;
};

/** TLS, limits, ejection and balancing of a cluster. Absent limits are Istio's: practically none. */
export function clusterPolicy(
  policy: PolicyFields,
  place: ClusterPlace,
): Omit<XdsCluster, "name" | "endpoints"> {
  const passthrough = policy.loadBalancer?.simple === "PASSTHROUGH";
  const discovery = passthrough ? "original_dst" : place.discovery;
  const { http } = policy.connectionPool ?? {};
  const follows = http?.useClientProtocol === true || (place.protocol === "auto" && !place.gateway);
  const speaksHttp2 = http?.h2UpgradePolicy === "UPGRADE" || ["grpc", "http2"].includes(place.protocol);
  const http2 = speaksHttp2 && !follows;
  const outlier = outlierOf(policy.outlierDetection);
  const version = policy.proxyProtocol === undefined ? undefined : (policy.proxyProtocol.version ?? "V1");
  return {
    discovery,
    ...tlsOf(policy.tls, { ...place, discovery }),
    ...connectionLimits(policy.connectionPool, policy.retryBudget, http2),
    ...(outlier === undefined ? {} : { outlierDetection: outlier }),
    panicThresholdPercent: policy.outlierDetection?.minHealthPercent ?? 0,
    ...(discovery === "original_dst"
      ? originalDestination(policy.loadBalancer, outlier !== undefined)
      : loadBalancing(policy.loadBalancer, outlier !== undefined)),
    ...(http2 ? { http2: true } : {}),
    ...(follows ? { followsClientProtocol: true } : {}),
    ...(version === undefined ? {} : { proxyProtocol: version }),
  };
}

/** Connections that keep their destination are not balanced; only the weights of localities stay. */
function originalDestination(
  spec: PolicyFields["loadBalancer"],
  hasOutlierDetection: boolean,
): Pick<XdsCluster, "loadBalancer" | "localityWeighted"> {
  const { localityWeighted } = loadBalancing(spec, hasOutlierDetection);
  return {
    loadBalancer: "CLUSTER_PROVIDED",
    ...(localityWeighted === true ? { localityWeighted } : {}),
  };
}

function tlsOf(spec: PolicyFields["tls"], place: ClusterPlace): Pick<XdsCluster, "tlsMode" | "tls"> {
  const subjectAltNames = spec?.subjectAltNames ?? [];
  const sni = spec?.sni === undefined || spec.sni === "" ? {} : { sni: spec.sni };
  const tls = { ...sni, subjectAltNames };
  switch (spec?.mode) {
    case "DISABLE":
      return { tlsMode: "disable" };
    case "SIMPLE":
    case "MUTUAL":
      if (needsOwnCredential(spec.credentialName, place)) return { tlsMode: "disable" };
      return { tlsMode: spec.mode === "SIMPLE" ? "simple" : "mutual", tls };
    case "ISTIO_MUTUAL":
      return { tlsMode: "istio_mutual", tls };
    default:
      return { tlsMode: spec === undefined ? autoMode(place) : "disable" };
  }
}

/** Connections that keep their destination can't pick TLS per endpoint: they use it for all. */
function autoMode({ autoTls, discovery }: ClusterPlace): XdsCluster["tlsMode"] {
  if (!autoTls) return "disable";
  return discovery === "original_dst" ? "istio_mutual" : "auto_mutual";
}

/** A sidecar takes a credential only from a rule that selects it, else it is sent plaintext. Source: buildUpstreamClusterTLSContext. */
function needsOwnCredential(name: string | undefined, place: ClusterPlace): boolean {
  if (name === undefined || name === "" || name.startsWith("configmap://")) return false;
  return !place.gateway && !place.selectsWorkloads;
}

/** Absent values are Envoy's defaults: 5 errors, every 10 s, for 30 s, at most 10 % of the hosts. */
function outlierOf(spec: PolicyFields["outlierDetection"]): XdsCluster["outlierDetection"] {
  if (spec === undefined) return undefined;
  const local = spec.consecutiveLocalOriginFailures ?? 0;
  return {
    consecutive5xx: spec.consecutive5xxErrors ?? 5,
    ...(spec.consecutiveGatewayErrors === undefined
      ? {}
      : { consecutiveGatewayErrors: spec.consecutiveGatewayErrors }),
    intervalMs: durationOf(spec.interval) ?? 10_000,
    baseEjectionMs: durationOf(spec.baseEjectionTime) ?? 30_000,
    maxEjectionPercent:
      spec.maxEjectionPercent === undefined || spec.maxEjectionPercent === 0 ? 10 : spec.maxEjectionPercent,
    ...(spec.splitExternalLocalOriginErrors === true
      ? { localOrigin: local > 0 ? { consecutiveFailures: local } : {} }
      : {}),
  };
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDurationMs(text);
}

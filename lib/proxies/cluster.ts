import type { DumpEntry } from "./dump/entry";
import { headFromEntry } from "./head";
import { ownerFromMetadata, servicesFromMetadata, type ClusterService, type Owner } from "./provenance";
import {
  anyField,
  durationMsField,
  field,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "./proto-json";
import type { ResourceHead } from "./resource";
import { parseEnvoyClusterName, type EnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";

export type CircuitBreaker = {
  readonly priority: string;
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
};

/** How Envoy encrypts towards the cluster. `auto` picks mutual TLS per endpoint, by its `tlsMode` label. */
export type UpstreamTls = {
  readonly mode: "none" | "auto" | "simple" | "mutual" | "istio_mutual";
  readonly sni?: string;
  readonly subjectAltNames: readonly string[];
  readonly secrets: readonly string[];
};

export type OutlierDetection = {
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly intervalMs?: number;
  readonly baseEjectionMs?: number;
  readonly maxEjectionPercent?: number;
};

export type Cluster = ResourceHead & {
  /** The parts of an Istio name; absent for other names. */
  readonly parts?: EnvoyClusterName;
  readonly type: string;
  readonly edsServiceName: string;
  readonly lbPolicy: string;
  readonly connectTimeoutMs?: number;
  readonly tls: UpstreamTls;
  readonly circuitBreakers: readonly CircuitBreaker[];
  readonly outlier?: OutlierDetection;
  readonly services: readonly ClusterService[];
  readonly owner?: Owner;
};

/** A cluster from its dump entry. Absent fields have Envoy's defaults: type STATIC, policy ROUND_ROBIN. */
export function clusterFromEntry(entry: DumpEntry, value: unknown): Cluster {
  const proto = objectField(value, "cluster");
  const name = textField(proto, "name") ?? entry.name;
  const parts = parseEnvoyClusterName(name);
  const owner = ownerFromMetadata(proto);
  const connectTimeoutMs = durationMsField(proto, "connect_timeout");
  const outlier = outlierFromProto(objectField(proto, "outlier_detection"));
  return {
    ...headFromEntry(entry, value, name),
    type: typeOf(proto),
    edsServiceName: textField(objectField(proto, "eds_cluster_config"), "service_name") ?? name,
    lbPolicy: textField(proto, "lb_policy") ?? "ROUND_ROBIN",
    tls: tlsFromProto(proto),
    circuitBreakers: itemsField(objectField(proto, "circuit_breakers"), "thresholds").map(breakerFromProto),
    services: servicesFromMetadata(proto),
    ...(parts === undefined ? {} : { parts }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(outlier === undefined ? {} : { outlier }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function typeOf(proto: unknown): string {
  const custom = textField(objectField(proto, "cluster_type"), "name");
  return custom ?? textField(proto, "type") ?? "STATIC";
}

function breakerFromProto(threshold: unknown): CircuitBreaker {
  const limit = (key: string, name: string) => {
    const found = numberField(threshold, key);
    return found === undefined ? {} : { [name]: found };
  };
  return {
    priority: textField(threshold, "priority") ?? "DEFAULT",
    ...limit("max_connections", "maxConnections"),
    ...limit("max_pending_requests", "maxPendingRequests"),
    ...limit("max_requests", "maxRequests"),
    ...limit("max_retries", "maxRetries"),
  };
}

function outlierFromProto(proto: unknown): OutlierDetection | undefined {
  if (proto === undefined) return undefined;
  const found = {
    consecutive5xx: numberField(proto, "consecutive_5xx"),
    consecutiveGatewayErrors: numberField(proto, "consecutive_gateway_failure"),
    intervalMs: durationMsField(proto, "interval"),
    baseEjectionMs: durationMsField(proto, "base_ejection_time"),
    maxEjectionPercent: numberField(proto, "max_ejection_percent"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function tlsFromProto(proto: unknown): UpstreamTls {
  const matches = itemsField(proto, "transport_socket_matches");
  const own = objectField(proto, "transport_socket");
  const encrypted =
    matches.map((match) => objectField(match, "transport_socket")).find(isTls) ??
    (isTls(own) ? own : undefined);
  if (encrypted === undefined) return { mode: "none", subjectAltNames: [], secrets: [] };
  const { content } = anyField(encrypted, "typed_config");
  const common = objectField(content, "common_tls_context");
  const secrets = itemsField(common, "tls_certificate_sds_secret_configs").map(
    (secret) => textField(secret, "name") ?? "",
  );
  const sni = textField(content, "sni");
  const isIstio = textsField(common, "alpn_protocols").some((protocol) => protocol.startsWith("istio"));
  return {
    mode: matches.length > 0 ? "auto" : isIstio ? "istio_mutual" : secrets.length > 0 ? "mutual" : "simple",
    subjectAltNames: subjectAltNames(common),
    secrets,
    ...(sni === undefined ? {} : { sni }),
  };
}

function isTls(socket: unknown): boolean {
  return anyField(socket, "typed_config").type.endsWith("UpstreamTlsContext");
}

function subjectAltNames(common: unknown): readonly string[] {
  const context =
    fieldAt(common, "combined_validation_context", "default_validation_context") ??
    field(common, "validation_context");
  const typed = itemsField(context, "match_typed_subject_alt_names").map((item) =>
    objectField(item, "matcher"),
  );
  return [...itemsField(context, "match_subject_alt_names"), ...typed].map(
    (matcher) =>
      textField(matcher, "exact") ?? textField(matcher, "prefix") ?? textField(matcher, "suffix") ?? "",
  );
}

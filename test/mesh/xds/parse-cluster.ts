import {
  anyField,
  booleanField,
  durationMsField,
  field,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";
import type { XdsCluster } from "@/lib/xds/model";
import { defined } from "./defined";

const discoveries: Readonly<Record<string, XdsCluster["discovery"]>> = {
  EDS: "eds",
  STRICT_DNS: "strict_dns",
  ORIGINAL_DST: "original_dst",
};
const unlimited = 4_294_967_295;
const httpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

/** An outbound cluster of a config dump in the model's words, without endpoints. Absent values are Envoy's defaults. */
export function parseCluster(proto: unknown): Omit<XdsCluster, "endpoints"> {
  const threshold = itemsField(objectField(proto, "circuit_breakers"), "thresholds")[0];
  const common = objectField(proto, "common_lb_config");
  const options = objectField(objectField(proto, "typed_extension_protocol_options"), httpOptions);
  const istio = fieldAt(proto, "metadata", "filter_metadata", "istio");
  const http2 = fieldAt(options, "explicit_http_config", "http2_protocol_options") !== undefined;
  const follows = objectField(options, "use_downstream_protocol_config") !== undefined;
  const service = itemsField(istio, "services")[0];
  const discovery = discoveries[textField(proto, "type") ?? "STATIC"] ?? "static";
  return defined({
    name: textField(proto, "name") ?? "",
    discovery,
    ...parseTls(proto),
    circuitBreakers: nonEmpty(
      defined({
        maxConnections: limit(threshold, "max_connections"),
        maxPendingRequests: limit(threshold, "max_pending_requests"),
        maxRequests: limit(threshold, "max_requests"),
        maxRetries: limit(threshold, "max_retries"),
        retryBudget: parseBudget(objectField(threshold, "retry_budget")),
      }),
    ),
    connections: parseConnections(proto, options),
    outlierDetection: parseOutlier(objectField(proto, "outlier_detection")),
    loadBalancer: textField(proto, "lb_policy") ?? "ROUND_ROBIN",
    panicThresholdPercent:
      objectField(common, "healthy_panic_threshold") === undefined
        ? undefined
        : (numberField(common, "healthy_panic_threshold") ?? 0),
    ...parseBalancer(proto),
    localityWeighted: objectField(common, "locality_weighted_lb_config") === undefined ? undefined : true,
    connectTimeoutMs: durationMsField(proto, "connect_timeout"),
    service:
      service === undefined
        ? undefined
        : {
            host: textField(service, "host") ?? "",
            name: textField(service, "name") ?? "",
            namespace: textField(service, "namespace") ?? "",
          },
    http2: http2 ? true : undefined,
    followsClientProtocol: follows ? true : undefined,
    configPath: textField(istio, "config"),
  });
}

function nonEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

function limit(threshold: unknown, key: string): number | undefined {
  const found = numberField(threshold, key);
  return found === unlimited ? undefined : found;
}

function parseBudget(proto: unknown): NonNullable<XdsCluster["circuitBreakers"]>["retryBudget"] {
  if (proto === undefined) return undefined;
  return defined({
    percent: numberField(proto, "budget_percent") ?? 0,
    minConcurrency: numberField(proto, "min_retry_concurrency") ?? 0,
    intervalMs: durationMsField(proto, "budget_interval"),
  });
}

function parseConnections(proto: unknown, options: unknown): XdsCluster["connections"] {
  const common = objectField(options, "common_http_protocol_options");
  const http2 = fieldAt(options, "explicit_http_config", "http2_protocol_options");
  const keepalive = fieldAt(proto, "upstream_connection_options", "tcp_keepalive");
  const streams = numberField(http2, "max_concurrent_streams");
  return nonEmpty(
    defined({
      maxRequests: numberField(common, "max_requests_per_connection"),
      maxConcurrentStreams: streams === 2_147_483_647 ? undefined : streams,
      idleTimeoutMs: durationMsField(common, "idle_timeout"),
      maxDurationMs: durationMsField(common, "max_connection_duration"),
      tcpKeepalive: keepalive === undefined ? undefined : parseKeepalive(keepalive),
    }),
  );
}

function parseKeepalive(proto: unknown): { probes?: number; timeMs?: number; intervalMs?: number } {
  const seconds = (key: string) => {
    const value = numberField(proto, key);
    return value === undefined ? undefined : value * 1000;
  };
  return defined({
    probes: numberField(proto, "keepalive_probes"),
    timeMs: seconds("keepalive_time"),
    intervalMs: seconds("keepalive_interval"),
  });
}

function parseOutlier(proto: unknown): XdsCluster["outlierDetection"] {
  if (proto === undefined) return undefined;
  return defined({
    consecutive5xx: numberField(proto, "consecutive_5xx") ?? 5,
    consecutiveGatewayErrors: numberField(proto, "consecutive_gateway_failure"),
    intervalMs: durationMsField(proto, "interval") ?? 10_000,
    baseEjectionMs: durationMsField(proto, "base_ejection_time") ?? 30_000,
    maxEjectionPercent: numberField(proto, "max_ejection_percent") ?? 10,
    localOrigin: booleanField(proto, "split_external_local_origin_errors")
      ? defined({ consecutiveFailures: numberField(proto, "consecutive_local_origin_failure") })
      : undefined,
  });
}

function parseBalancer(proto: unknown): Pick<XdsCluster, "hashRing" | "slowStart"> {
  const ring = objectField(proto, "ring_hash_lb_config");
  const maglev = objectField(proto, "maglev_lb_config");
  const slow =
    fieldAt(proto, "least_request_lb_config", "slow_start_config") ??
    fieldAt(proto, "round_robin_lb_config", "slow_start_config");
  const aggression = numberField(objectField(slow, "aggression"), "default_value");
  return defined({
    hashRing:
      ring === undefined && maglev === undefined
        ? undefined
        : defined({
            minSize: numberField(ring, "minimum_ring_size"),
            tableSize: numberField(maglev, "table_size"),
          }),
    slowStart:
      slow === undefined
        ? undefined
        : defined({
            windowMs: durationMsField(slow, "slow_start_window") ?? 0,
            minWeightPercent: numberField(slow, "min_weight_percent"),
            aggression,
          }),
  });
}

function parseTls(proto: unknown): Pick<XdsCluster, "tlsMode" | "tls" | "proxyProtocol"> {
  const matches = itemsField(proto, "transport_socket_matches");
  const auto = matches.find((match) => textField(match, "name") === "tlsMode-istio");
  const outer = anyField(
    auto === undefined ? objectField(proto, "transport_socket") : objectField(auto, "transport_socket"),
    "typed_config",
  );
  const isProxied = outer.type.endsWith("ProxyProtocolUpstreamTransport");
  const version = isProxied
    ? (textField(objectField(outer.content, "config"), "version") ?? "V1")
    : undefined;
  const proxyProtocol = version === undefined ? {} : { proxyProtocol: version };
  if (auto !== undefined) return { tlsMode: "auto_mutual", ...proxyProtocol };
  const socket = isProxied ? anyField(objectField(outer.content, "transport_socket"), "typed_config") : outer;
  if (!socket.type.endsWith("UpstreamTlsContext")) return { tlsMode: "disable", ...proxyProtocol };
  const context = objectField(socket.content, "common_tls_context");
  const certificates = itemsField(context, "tls_certificate_sds_secret_configs");
  const isIstio = certificates.some((secret) => textField(secret, "name") === "default");
  const names = itemsField(
    fieldAt(context, "combined_validation_context", "default_validation_context"),
    "match_subject_alt_names",
  ).map((name) => textField(name, "exact") ?? "?");
  const sni = textField(socket.content, "sni");
  const tls = {
    ...(sni === undefined || sni.startsWith("outbound_.") ? {} : { sni }),
    subjectAltNames: names,
  };
  const tlsMode = isIstio ? "istio_mutual" : certificates.length > 0 ? "mutual" : "simple";
  return { tlsMode, tls, ...proxyProtocol };
}

/** Healthy endpoints by cluster: `address:port`, sorted. */
export function parseEndpoints(assignments: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    assignments.map((assignment) => {
      const addresses = itemsField(assignment, "endpoints")
        .flatMap((locality) => itemsField(locality, "lb_endpoints"))
        .filter((endpoint) => (textField(endpoint, "health_status") ?? "HEALTHY") === "HEALTHY")
        .map((endpoint) => {
          const socket = fieldAt(endpoint, "endpoint", "address", "socket_address");
          return `${textField(socket, "address") ?? ""}:${numberField(socket, "port_value") ?? 0}`;
        });
      return [String(field(assignment, "cluster_name")), addresses.toSorted()];
    }),
  );
}

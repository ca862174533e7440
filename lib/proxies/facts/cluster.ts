import { anyField, field, objectField, textField } from "@/lib/proxies/proto-json";
import { servicesFromMetadata } from "@/lib/proxies/provenance";
import { factOf, factsFrom, plainText, type Fact, type FactRule } from "./fact";
import { durationText, jsonText, listText, percentText, timeoutText } from "./texts";

function keepaliveText(value: unknown): string {
  const part = (key: string) => plainText(field(value, key));
  return (
    [
      ["probes", part("keepalive_probes")],
      ["idle s", part("keepalive_time")],
      ["every s", part("keepalive_interval")],
    ]
      .flatMap(([label, text]) => (text === undefined ? [] : [`${label} ${text}`]))
      .join(", ") || "on"
  );
}

function localityText(value: unknown): string {
  const zone = field(value, "zone_aware_lb_config");
  if (zone !== undefined) return "zone aware";
  return field(value, "locality_weighted_lb_config") === undefined ? (jsonText(value) ?? "") : "weighted";
}

function healthCheckText(value: unknown): string | undefined {
  return listText(value, (check) => {
    const kind = ["http_health_check", "tcp_health_check", "grpc_health_check"].find(
      (key) => field(check, key) !== undefined,
    );
    const path = textField(objectField(check, "http_health_check"), "path");
    return [
      (kind ?? "custom").replace("_health_check", ""),
      path,
      `every ${durationText(field(check, "interval")) ?? "?"}`,
      `timeout ${durationText(field(check, "timeout")) ?? "?"}`,
      `unhealthy after ${plainText(field(check, "unhealthy_threshold")) ?? "?"}`,
      `healthy after ${plainText(field(check, "healthy_threshold")) ?? "?"}`,
    ]
      .filter((part) => part !== undefined)
      .join(" · ");
  });
}

const rules: readonly FactRule[] = [
  ["@type"],
  ["name"],
  ["type"],
  ["metadata"],
  ["transport_socket"],
  ["transport_socket_matches"],
  ["circuit_breakers"],
  ["outlier_detection"],
  ["load_assignment"],
  ["eds_cluster_config.eds_config"],
  ["typed_extension_protocol_options"],
  ["lb_policy", "lbPolicy"],
  ["load_balancing_policy.policies", "lbPolicy", policiesText],
  ["connect_timeout", "connectTimeout", durationText],
  ["eds_cluster_config.service_name", "edsName"],
  ["alt_stat_name", "statName"],
  ["common_lb_config.healthy_panic_threshold", "panic", (value) => percentText(value) ?? "off"],
  ["common_lb_config.locality_weighted_lb_config", "locality", () => "weighted"],
  ["common_lb_config.zone_aware_lb_config", "locality", () => "zone aware"],
  ["common_lb_config.locality_config_specifier", "locality", localityText],
  ["slow_start_config", "warmup", (value) => durationText(field(value, "slow_start_window"))],
  ["round_robin_lb_config.slow_start_config.slow_start_window", "warmup", durationText],
  ["least_request_lb_config.slow_start_config.slow_start_window", "warmup", durationText],
  ["health_checks", "healthCheck", healthCheckText],
  ["max_requests_per_connection", "maxRequestsPerConnection"],
  ["per_connection_buffer_limit_bytes", "bufferLimit"],
  ["upstream_connection_options.tcp_keepalive", "keepalive", keepaliveText],
  ["upstream_bind_config.source_address", "bindAddress", (value) => textField(value, "address")],
  ["dns_lookup_family", "dns"],
  ["http2_protocol_options", "http2", jsonText],
  ["http_protocol_options", "http1", jsonText],
  ["lb_subset_config.subset_selectors", "subsets", jsonText],
];

function policiesText(value: unknown): string | undefined {
  return listText(value, (policy) => {
    const { type } = anyField(objectField(policy, "typed_extension_config"), "typed_config");
    return type.slice(type.lastIndexOf(".") + 1);
  });
}

const protocolRules: readonly FactRule[] = [
  ["@type"],
  ["use_downstream_protocol_config", "http", () => "as downstream"],
  ["auto_config", "http", () => "by ALPN"],
  ["explicit_http_config.http2_protocol_options", "http2", settingsText],
  ["explicit_http_config.http_protocol_options", "http1", settingsText],
  ["common_http_protocol_options.idle_timeout", "idleTimeout", timeoutText],
  ["common_http_protocol_options.max_connection_duration", "maxDuration", timeoutText],
  ["common_http_protocol_options.max_requests_per_connection", "maxRequestsPerConnection"],
];

function settingsText(value: unknown): string {
  const text = jsonText(value) ?? "{}";
  return text === "{}" ? "true" : text;
}

/** What a cluster says besides its name, type, limits, ejection and encryption. */
export function clusterFacts(proto: unknown): readonly Fact[] {
  const services = servicesFromMetadata(proto).map((service) => service.host);
  const options = Object.entries(objectField(proto, "typed_extension_protocol_options") ?? {});
  return [
    ...factOf("services", services.join(", ")),
    ...factsFrom(objectField({ proto }, "proto"), rules),
    ...options.flatMap(([key]) => {
      const { type, content } = anyField(objectField(proto, "typed_extension_protocol_options"), key);
      return type.endsWith("HttpProtocolOptions")
        ? factsFrom(content, protocolRules)
        : [{ path: key, text: jsonText(content) ?? "" }];
    }),
  ];
}

/** The rest of a circuit breaker: retry budget, pools, what is tracked. */
export function breakerExtras(threshold: unknown): readonly Fact[] {
  return factsFrom(objectField({ threshold }, "threshold"), hidden(breakerFields));
}

/** The rest of outlier detection: success rate, enforcing shares, local origin errors. */
export function outlierExtras(proto: unknown): readonly Fact[] {
  return factsFrom(objectField(proto, "outlier_detection"), hidden(outlierFields));
}

const breakerFields = ["priority", "max_connections", "max_pending_requests", "max_requests", "max_retries"];
const outlierFields = [
  "consecutive_5xx",
  "consecutive_gateway_failure",
  "interval",
  "base_ejection_time",
  "max_ejection_percent",
];

/** Rules that leave fields out, as another part tells them. */
function hidden(paths: readonly string[]): readonly FactRule[] {
  return paths.map((path) => [path]);
}

import { anyField, booleanField, field, itemsField, objectField, textField } from "@/lib/proxies/proto-json";
import type { ProtoObject } from "@/lib/proxies/proto-json";
import { factsFrom, plainText, type Fact, type FactRule } from "./fact";
import { jsonText, listText, percentText, serviceText, timeoutText } from "./texts";

function upgradeText(value: unknown): string | undefined {
  return listText(
    value,
    (item) => `${textField(item, "upgrade_type") ?? ""}${field(item, "enabled") === false ? " (off)" : ""}`,
  )?.replaceAll("\n", ", ");
}

function certDetailsText(value: unknown): string {
  return ["subject", "cert", "chain", "dns", "uri"].filter((key) => booleanField(value, key)).join(", ");
}

function tracerText(value: unknown): string | undefined {
  const { type, content } = anyField(value, "typed_config");
  const cluster =
    serviceText(objectField(content, "grpc_service")) ?? textField(content, "collector_cluster");
  return [textField(value, "name") ?? type, cluster].filter((part) => part !== undefined).join(" → ");
}

/** `server_name` and the rest of the HTTP connection manager that matters to a request. */
const rules: readonly FactRule[] = [
  ["@type"],
  ["stat_prefix"],
  ["http_filters"],
  ["route_config"],
  ["access_log"],
  ["rds.config_source"],
  ["proxy_100_continue"],
  ["request_id_extension"],
  ["rds.route_config_name", "routes"],
  ["codec_type", "codec"],
  ["normalize_path", "normalizePath"],
  ["merge_slashes", "mergeSlashes"],
  ["path_with_escaped_slashes_action", "escapedSlashes"],
  ["use_remote_address", "remoteAddress"],
  ["xff_num_trusted_hops", "xffHops"],
  ["skip_xff_append", "xffAppend", (value) => (value === true ? "false" : undefined)],
  ["forward_client_cert_details", "clientCert"],
  ["set_current_client_cert_details", "clientCertDetails", certDetailsText],
  ["server_name", "serverName"],
  ["server_header_transformation", "serverHeader"],
  ["stream_idle_timeout", "streamIdle", timeoutText],
  ["request_timeout", "requestTimeout", timeoutText],
  ["request_headers_timeout", "headersTimeout", timeoutText],
  ["common_http_protocol_options.idle_timeout", "idleTimeout", timeoutText],
  ["common_http_protocol_options.max_connection_duration", "maxDuration", timeoutText],
  ["common_http_protocol_options.max_stream_duration", "maxStreamDuration", timeoutText],
  ["common_http_protocol_options.headers_with_underscores_action", "underscores"],
  ["drain_timeout", "drainTimeout", timeoutText],
  ["delayed_close_timeout", "delayedClose", timeoutText],
  ["upgrade_configs", "upgrades", upgradeText],
  ["strip_matching_host_port", "stripPort"],
  ["strip_any_host_port", "stripPort"],
  ["generate_request_id", "requestId"],
  ["preserve_external_request_id", "requestIdPreserve"],
  ["max_request_headers_kb", "headersMax", (value) => `${plainText(value) ?? "?"} KB`],
  ["http2_protocol_options", "http2", (value) => jsonText(value)],
  ["http_protocol_options", "http1", (value) => jsonText(value)],
  ["tracing.random_sampling", "sampling", percentText],
  ["tracing.provider", "tracer", tracerText],
  ["tracing.custom_tags"],
  ["tracing.client_sampling"],
  ["tracing.overall_sampling"],
  ["local_reply_config", "localReply", (value) => `${itemsField(value, "mappers").length}`],
];

/** What an HTTP connection manager does to every request of its chain. */
export function connectionManagerFacts(content: ProtoObject): readonly Fact[] {
  return factsFrom(content, rules);
}

const tcpRules: readonly FactRule[] = [
  ["@type"],
  ["stat_prefix"],
  ["access_log"],
  ["cluster", "clusters"],
  [
    "weighted_clusters.clusters",
    "clusters",
    (value) =>
      listText(
        value,
        (item) => `${plainText(field(item, "weight")) ?? "0"} × ${textField(item, "name") ?? ""}`,
      ),
  ],
  ["idle_timeout", "idleTimeout", timeoutText],
  ["max_downstream_connection_duration", "maxDuration", timeoutText],
  ["max_connect_attempts", "connectAttempts"],
  ["tunneling_config.hostname", "tunnel"],
  ["hash_policy", "hash", (value) => jsonText(value)],
];

/** Where a TCP proxy sends connections, and its limits. */
export function tcpProxyFacts(content: ProtoObject): readonly Fact[] {
  return factsFrom(content, tcpRules);
}

import { anyField, field, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";
import { factsFrom, plainText, type Fact, type FactRule } from "./fact";
import { durationText, headerOptionsText, jsonText, listText, percentText, timeoutText } from "./texts";

function backoffText(value: unknown): string {
  return `${durationText(field(value, "base_interval")) ?? "25 ms"} – ${durationText(field(value, "max_interval")) ?? "10 × base"}`;
}

function predicatesText(value: unknown): string | undefined {
  return listText(value, (item) =>
    (textField(item, "name") ?? "").replace("envoy.retry_host_predicates.", ""),
  );
}

function mirrorsText(value: unknown): string | undefined {
  return listText(value, (item) => {
    const share = field(item, "runtime_fraction");
    const percent = share === undefined ? "100%" : (percentText(share) ?? "?");
    return `${percent} → ${textField(item, "cluster") ?? textField(item, "cluster_header") ?? "?"}`;
  });
}

function hashText(value: unknown): string | undefined {
  return listText(value, (item) => {
    const header = textField(objectField(item, "header"), "header_name");
    const cookie = objectField(item, "cookie");
    const parameter = textField(objectField(item, "query_parameter"), "name");
    const state = textField(objectField(item, "filter_state"), "key");
    const source = field(objectField(item, "connection_properties"), "source_ip") === true;
    const ttl = durationText(field(cookie, "ttl"));
    const words =
      (header === undefined ? undefined : `header ${header}`) ??
      (cookie === undefined
        ? undefined
        : `cookie ${textField(cookie, "name") ?? ""}${ttl === undefined ? "" : ` (${ttl})`}`) ??
      (parameter === undefined ? undefined : `query ${parameter}`) ??
      (state === undefined ? undefined : `filter state ${state}`) ??
      (source ? "source IP" : JSON.stringify(item));
    return field(item, "terminal") === true ? `${words} (last)` : words;
  });
}

function limitsText(value: unknown): string | undefined {
  return listText(value, (limit) => {
    const actions = itemsField(limit, "actions").map((action) => {
      const [kind = "", content] = Object.entries(objectField({ action }, "action") ?? {})[0] ?? [];
      const detail = plainText(field(content, "descriptor_key")) ?? plainText(field(content, "header_name"));
      return detail === undefined ? kind : `${kind} ${detail}`;
    });
    const stage = numberField(limit, "stage");
    return `${stage === undefined ? "" : `stage ${stage}: `}${actions.join(" + ")}`;
  });
}

function pathRewriteText(value: unknown): string | undefined {
  const regex = textField(objectField(value, "pattern"), "regex");
  return regex === undefined ? plainText(value) : `${regex} → ${textField(value, "substitution") ?? ""}`;
}

function templateText(value: unknown): string | undefined {
  return (
    textField(anyField({ value }, "value").content, "path_template_rewrite") ??
    textField(objectField(value, "typed_config"), "path_template_rewrite")
  );
}

/** Header changes, which a table, a virtual host, a route and a weighted cluster may all make. */
export const headerRules: readonly FactRule[] = [
  ["request_headers_to_add", "requestHeadersAdd", headerOptionsText],
  ["request_headers_to_remove", "requestHeadersRemove"],
  ["response_headers_to_add", "responseHeadersAdd", headerOptionsText],
  ["response_headers_to_remove", "responseHeadersRemove"],
];

const retryRules = (path: string): readonly FactRule[] => [
  [`${path}.retry_on`, "retryOn", (value) => plainText(value)?.replaceAll(",", ", ")],
  [`${path}.num_retries`, "attempts"],
  [`${path}.per_try_timeout`, "perTry", timeoutText],
  [`${path}.per_try_idle_timeout`, "perTryIdle", timeoutText],
  [`${path}.retriable_status_codes`, "statusCodes"],
  [`${path}.retry_host_predicate`, "hostPredicates", predicatesText],
  [`${path}.host_selection_retry_max_attempts`, "hostSelection"],
  [`${path}.retry_back_off`, "backoff", backoffText],
  [`${path}.retry_priority`, "retryPriority", (value) => textField(value, "name")],
];

const actionRules: readonly FactRule[] = [
  ["name"],
  ["match"],
  ["metadata"],
  ["redirect"],
  ["direct_response.status"],
  ["typed_per_filter_config"],
  ["route.cluster"],
  ["route.weighted_clusters"],
  ["route.cluster_header"],
  ["route.timeout", "timeout", timeoutText],
  ["route.idle_timeout", "streamIdle", timeoutText],
  ["route.max_stream_duration.max_stream_duration", "maxStreamDuration", timeoutText],
  ["route.max_stream_duration.grpc_timeout_header_max", "grpcTimeout", timeoutText],
  ["route.max_grpc_timeout", "grpcTimeout", timeoutText],
  ...retryRules("route.retry_policy"),
  ["route.request_mirror_policies", "mirrors", mirrorsText],
  ["route.prefix_rewrite", "rewrite"],
  ["route.regex_rewrite", "rewrite", pathRewriteText],
  ["route.path_rewrite_policy", "rewrite", templateText],
  ["route.host_rewrite_literal", "hostRewrite"],
  [
    "route.auto_host_rewrite",
    "hostRewrite",
    (value) => (plainText(value) === "true" ? "endpoint" : undefined),
  ],
  ["route.host_rewrite_header", "hostRewrite", (value) => `header ${plainText(value) ?? ""}`],
  ["route.host_rewrite_path_regex", "hostRewrite", pathRewriteText],
  ["route.append_x_forwarded_host", "forwardedHost"],
  ...headerRules,
  ["route.hash_policy", "hash", hashText],
  ["route.rate_limits", "rateLimits", limitsText],
  ["route.priority", "priority"],
  ["route.metadata_match", "metadataMatch", (value) => jsonText(field(value, "filter_metadata") ?? value)],
  ["route.cors", "cors", (value) => jsonText(value)],
  ["route.internal_redirect_policy", "internalRedirect", (value) => jsonText(value)],
  ["route.upgrade_configs", "upgrades", (value) => jsonText(value)],
  ["direct_response.body.inline_string", "body"],
  ["decorator.operation", "operation"],
];

/** Everything that a route does besides its match and its destination. */
export function routeFacts(proto: unknown): readonly Fact[] {
  return factsFrom(objectField({ proto }, "proto"), actionRules);
}

const hostRules: readonly FactRule[] = [
  ["name"],
  ["domains"],
  ["routes"],
  ["metadata"],
  ["typed_per_filter_config"],
  ["require_tls", "tlsRequired"],
  ["include_request_attempt_count", "attemptCount"],
  ...retryRules("retry_policy"),
  ["request_mirror_policies", "mirrors", mirrorsText],
  ["rate_limits", "rateLimits", limitsText],
  ["cors", "cors", (value) => jsonText(value)],
  ...headerRules,
];

/** What a virtual host says for all of its routes. */
export function virtualHostFacts(proto: unknown): readonly Fact[] {
  return factsFrom(objectField({ proto }, "proto"), hostRules);
}

const tableRules: readonly FactRule[] = [
  ["@type"],
  ["name"],
  ["virtual_hosts"],
  ["metadata"],
  ["typed_per_filter_config"],
  ["validate_clusters"],
  ["max_direct_response_body_size_bytes"],
  ["ignore_port_in_host_matching", "ignorePort"],
  ["most_specific_header_mutations_wins", "mostSpecificWins"],
  ["request_mirror_policies", "mirrors", mirrorsText],
  ...headerRules,
];

/** What a route table says for all of its virtual hosts. */
export function routeTableFacts(proto: unknown): readonly Fact[] {
  return factsFrom(objectField({ proto }, "proto"), tableRules);
}

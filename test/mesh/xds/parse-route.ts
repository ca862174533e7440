import {
  booleanField,
  durationMsField,
  field,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";
import type {
  CorsPolicy,
  FaultPolicy,
  HashPolicy,
  HeaderChanges,
  HeaderOperations,
  RetryPolicy,
  RouteAction,
  RouteRewrite,
  XdsRoute,
  XdsRouteConfig,
} from "@/lib/xds/model";
import { defined } from "./defined";
import { parseMatch, parseString } from "./parse-match";

/** A route configuration of a config dump in the model's words. */
export function parseRouteConfig(proto: unknown): XdsRouteConfig {
  return {
    name: textField(proto, "name") ?? "",
    virtualHosts: itemsField(proto, "virtual_hosts").map((host) => ({
      name: textField(host, "name") ?? "",
      domains: textsField(host, "domains"),
      routes: itemsField(host, "routes").map(parseRoute),
      ...(textField(host, "require_tls") === "ALL" ? { requireTls: true } : {}),
    })),
  };
}

function parseRoute(proto: unknown): XdsRoute {
  const match = parseMatch(objectField(proto, "match"));
  const action = objectField(proto, "route");
  const filters = objectField(proto, "typed_per_filter_config");
  const timeoutMs = durationMsField(action, "timeout");
  const mirrors = itemsField(action, "request_mirror_policies").map((policy) => ({
    cluster: textField(policy, "cluster") ?? "",
    percent: percentOf(fieldAt(policy, "runtime_fraction", "default_value")),
  }));
  const hashPolicies = itemsField(action, "hash_policy").map(parseHash);
  const notFound = textField(action, "cluster_not_found_response_code");
  return defined({
    name: textField(proto, "name") ?? "",
    match,
    action: parseAction(proto, action),
    timeoutMs: timeoutMs === 0 ? undefined : timeoutMs,
    retries: parseRetries(objectField(action, "retry_policy")),
    fault: parseFault(objectField(filters, "envoy.filters.http.fault")),
    mirrors,
    rewrite: parseRewrite(action, match.path.kind === "exact"),
    headers: parseHeaders(proto),
    cors: parseCors(objectField(filters, "envoy.filters.http.cors")),
    hashPolicies: hashPolicies.length === 0 ? undefined : hashPolicies,
    clusterNotFoundStatus: notFound === "INTERNAL_SERVER_ERROR" ? 500 : undefined,
    operation: textField(objectField(proto, "decorator"), "operation"),
    configPath: textField(fieldAt(proto, "metadata", "filter_metadata", "istio"), "config"),
  });
}

function parseAction(proto: unknown, action: unknown): RouteAction {
  if (action !== undefined) {
    const single = textField(action, "cluster");
    if (single !== undefined) return { kind: "forward", clusters: [{ cluster: single, weight: 100 }] };
    const weighted = itemsField(objectField(action, "weighted_clusters"), "clusters");
    return {
      kind: "forward",
      clusters: weighted.map((each) =>
        defined({
          cluster: textField(each, "name") ?? "",
          weight: numberField(each, "weight") ?? 0,
          headers: parseHeaders(each),
          hostRewrite: textField(each, "host_rewrite_literal"),
        }),
      ),
    };
  }
  const redirect = objectField(proto, "redirect");
  if (redirect !== undefined) return parseRedirect(redirect);
  const direct = objectField(proto, "direct_response");
  return defined({
    kind: "direct_response" as const,
    status: numberField(direct, "status") ?? 0,
    body: textField(objectField(direct, "body"), "inline_string"),
  });
}

const redirectCodes: Readonly<Record<string, number>> = {
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

function parseRedirect(proto: unknown): RouteAction {
  const port = numberField(proto, "port_redirect");
  const text = (key: string) => textField(proto, key) || undefined;
  return defined({
    kind: "redirect" as const,
    responseCode: redirectCodes[textField(proto, "response_code") ?? ""] ?? 301,
    host: text("host_redirect"),
    path: text("path_redirect"),
    prefix: text("prefix_rewrite"),
    scheme: text("scheme_redirect"),
    port: port === 0 ? undefined : port,
  });
}

function parseRewrite(action: unknown, isExact: boolean): RouteRewrite | undefined {
  const path = textField(action, "prefix_rewrite") || undefined;
  const regex = objectField(action, "regex_rewrite");
  const rewrite = defined({
    prefix: isExact ? undefined : path,
    fullPath: isExact ? path : undefined,
    regex:
      regex === undefined
        ? undefined
        : {
            pattern: textField(objectField(regex, "pattern"), "regex") ?? "",
            substitution: textField(regex, "substitution") ?? "",
          },
    host: textField(action, "host_rewrite_literal"),
  });
  return Object.keys(rewrite).length === 0 ? undefined : rewrite;
}

function parseRetries(proto: unknown): RetryPolicy | undefined {
  if (proto === undefined) return undefined;
  const codes = itemsField(proto, "retriable_status_codes").map(Number);
  return defined({
    attempts: numberField(proto, "num_retries") ?? 1,
    retryOn: textField(proto, "retry_on") ?? "",
    perTryTimeoutMs: durationMsField(proto, "per_try_timeout"),
    retriableStatusCodes: codes.length === 0 ? undefined : codes,
    backoffMs: durationMsField(objectField(proto, "retry_back_off"), "base_interval"),
    avoidsPreviousHosts: itemsField(proto, "retry_host_predicate").length > 0,
    prefersOtherLocalities: objectField(proto, "retry_priority") === undefined ? undefined : true,
  });
}

const denominators: Readonly<Record<string, number>> = { HUNDRED: 1, TEN_THOUSAND: 100, MILLION: 10_000 };

function percentOf(value: unknown): number {
  const denominator = denominators[textField(value, "denominator") ?? "HUNDRED"] ?? 1;
  return (numberField(value, "numerator") ?? 0) / denominator;
}

const grpcStatuses = (
  "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED " +
  "RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"
).split(" ");

function parseFault(proto: unknown): FaultPolicy | undefined {
  const delay = objectField(proto, "delay");
  const abort = objectField(proto, "abort");
  if (delay === undefined && abort === undefined) return undefined;
  const grpc = numberField(abort, "grpc_status");
  return defined({
    delay:
      delay === undefined
        ? undefined
        : {
            percent: percentOf(field(delay, "percentage")),
            delayMs: durationMsField(delay, "fixed_delay") ?? 0,
          },
    abort:
      abort === undefined
        ? undefined
        : defined({
            percent: percentOf(field(abort, "percentage")),
            httpStatus: numberField(abort, "http_status"),
            grpcStatus: grpc === undefined ? undefined : grpcStatuses[grpc],
          }),
  });
}

function parseHeaders(proto: unknown): HeaderOperations | undefined {
  const request = parseChanges(proto, "request_headers");
  const response = parseChanges(proto, "response_headers");
  return request === undefined && response === undefined ? undefined : defined({ request, response });
}

function parseChanges(proto: unknown, side: string): HeaderChanges | undefined {
  const write = itemsField(proto, `${side}_to_add`).map((option) => ({
    name: textField(objectField(option, "header"), "key") ?? "",
    value: textField(objectField(option, "header"), "value") ?? "",
    append: textField(option, "append_action") !== "OVERWRITE_IF_EXISTS_OR_ADD",
  }));
  const remove = textsField(proto, `${side}_to_remove`);
  return write.length === 0 && remove.length === 0 ? undefined : { write, remove };
}

function parseCors(proto: unknown): CorsPolicy | undefined {
  if (proto === undefined) return undefined;
  const maxAge = textField(proto, "max_age");
  const credentials = field(proto, "allow_credentials");
  return defined({
    allowOrigins: itemsField(proto, "allow_origin_string_match").map(parseString),
    allowMethods: textField(proto, "allow_methods") ?? "",
    allowHeaders: textField(proto, "allow_headers") ?? "",
    exposeHeaders: textField(proto, "expose_headers") ?? "",
    maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    allowCredentials: typeof credentials === "boolean" ? credentials : undefined,
    forwardsUnmatchedPreflights: booleanField(proto, "forward_not_matching_preflights"),
  });
}

function parseHash(proto: unknown): HashPolicy {
  const header = objectField(proto, "header");
  if (header !== undefined) return { kind: "header", name: textField(header, "header_name") ?? "" };
  const parameter = objectField(proto, "query_parameter");
  if (parameter !== undefined) return { kind: "query_parameter", name: textField(parameter, "name") ?? "" };
  const cookie = objectField(proto, "cookie");
  if (cookie === undefined) return { kind: "source_ip" };
  return defined({
    kind: "cookie" as const,
    name: textField(cookie, "name") ?? "",
    ttlMs: durationMsField(cookie, "ttl"),
    path: textField(cookie, "path"),
  });
}

import { buffer, concurrency, localRateLimit, rateLimit } from "@/lib/proxies/explain/filters/limits";
import { fault } from "@/lib/proxies/explain/filters/fault";
import { opaque, passes, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { headerMutation } from "@/lib/proxies/explain/filters/header-mutation";
import { healthCheck } from "@/lib/proxies/explain/filters/health-check";
import { jwt } from "@/lib/proxies/explain/filters/jwt";
import { cors, csrf } from "@/lib/proxies/explain/filters/origin-filters";
import { rbac } from "@/lib/proxies/explain/filters/rbac";
import { router } from "@/lib/proxies/explain/filters/router";

const http = "envoy.extensions.filters.http.";

/** Observers, and filters that change bodies or protocols only: the request goes on to the same place. */
const harmless: readonly (readonly [type: string, kind: string])[] = [
  [`${http}grpc_web.v3.GrpcWeb`, "grpc_web"],
  [`${http}grpc_stats.v3.FilterConfig`, "grpc_stats"],
  [`${http}grpc_http1_bridge.v3.Config`, "grpc_http1_bridge"],
  [`${http}compressor.v3.Compressor`, "compressor"],
  [`${http}decompressor.v3.Decompressor`, "decompressor"],
  [`${http}alpn.v3.FilterConfig`, "alpn"],
  [`${http}bandwidth_limit.v3.BandwidthLimit`, "bandwidth_limit"],
  [`${http}connect_grpc_bridge.v3.FilterConfig`, "connect_grpc_bridge"],
  [`${http}credential_injector.v3.CredentialInjector`, "credential_injector"],
  [`${http}header_to_metadata.v3.Config`, "header_to_metadata"],
  [`${http}set_metadata.v3.Config`, "set_metadata"],
  [`${http}set_filter_state.v3.Config`, "set_filter_state"],
  [`${http}tap.v3.Tap`, "tap"],
  [`${http}stateful_session.v3.StatefulSession`, "stateful_session"],
  [`${http}original_src.v3.OriginalSrc`, "original_src"],
  [`${http}upstream_codec.v3.UpstreamCodec`, "upstream_codec"],
  ["istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig", "istio_alpn"],
  ["io.istio.http.peer_metadata.Config", "istio_peer_metadata"],
  ["stats.PluginConfig", "istio_stats"],
  ["istio.telemetry.stats.PluginConfig", "istio_stats"],
  ["envoy.tcp.metadataexchange.config.MetadataExchange", "istio_metadata_exchange"],
];

/** Filters that may do anything, and what it is that decides. */
const deciding: readonly (readonly [type: string, kind: string, why: string])[] = [
  [`${http}ext_authz.v3.ExtAuthz`, "ext_authz", "server_decides"],
  [`${http}ext_proc.v3.ExternalProcessor`, "ext_proc", "server_decides"],
  [`${http}oauth2.v3.OAuth2`, "oauth2", "server_decides"],
  [`${http}rate_limit_quota.v3.RateLimitQuotaFilterConfig`, "rate_limit_quota", "server_decides"],
  [`${http}lua.v3.Lua`, "lua", "script"],
  [`${http}wasm.v3.Wasm`, "wasm", "script"],
  [`${http}golang.v3alpha.Config`, "golang", "script"],
  [`${http}dynamic_modules.v3.DynamicModuleFilter`, "dynamic_modules", "script"],
  [`${http}composite.v3.Composite`, "composite", "chosen_at_run_time"],
  ["envoy.extensions.common.matching.v3.ExtensionWithMatcher", "composite", "chosen_at_run_time"],
  [`${http}cache.v3.CacheConfig`, "cache", "cache"],
  [`${http}aws_lambda.v3.Config`, "aws_lambda", "changes_request"],
  [`${http}aws_request_signing.v3.AwsRequestSigning`, "aws_request_signing", "changes_request"],
  [`${http}grpc_json_transcoder.v3.GrpcJsonTranscoder`, "grpc_json_transcoder", "changes_request"],
  [`${http}json_to_metadata.v3.JsonToMetadata`, "json_to_metadata", "changes_request"],
  [`${http}dynamic_forward_proxy.v3.FilterConfig`, "dynamic_forward_proxy", "resolves_host"],
  [`${http}basic_auth.v3.BasicAuth`, "basic_auth", "secret_decides"],
  [`${http}api_key_auth.v3.ApiKeyAuth`, "api_key_auth", "secret_decides"],
  [`${http}geoip.v3.Geoip`, "geoip", "changes_request"],
  [`${http}custom_response.v3.CustomResponse`, "custom_response", "changes_response"],
];

const ruled: readonly (readonly [type: string, kind: string, rule: FilterRule])[] = [
  [`${http}router.v3.Router`, "router", router],
  [`${http}rbac.v3.RBAC`, "rbac", rbac],
  [`${http}jwt_authn.v3.JwtAuthentication`, "jwt_authn", jwt],
  [`${http}fault.v3.HTTPFault`, "fault", fault],
  [`${http}cors.v3.Cors`, "cors", cors],
  [`${http}csrf.v3.CsrfPolicy`, "csrf", csrf],
  [`${http}health_check.v3.HealthCheck`, "health_check", healthCheck],
  [`${http}header_mutation.v3.HeaderMutation`, "header_mutation", headerMutation],
  [`${http}local_ratelimit.v3.LocalRateLimit`, "local_ratelimit", localRateLimit],
  [`${http}ratelimit.v3.RateLimit`, "ratelimit", rateLimit],
  [`${http}adaptive_concurrency.v3.AdaptiveConcurrency`, "adaptive_concurrency", concurrency],
  [`${http}admission_control.v3.AdmissionControl`, "admission_control", concurrency],
  [`${http}buffer.v3.Buffer`, "buffer", buffer],
];

export type KnownFilter = { readonly kind: string; readonly rule: FilterRule };

const known: ReadonlyMap<string, KnownFilter> = new Map<string, KnownFilter>([
  ...harmless.map(([type, kind]) => [type, { kind, rule: () => passes() }] as const),
  ...deciding.map(([type, kind, why]) => [type, { kind, rule: () => opaque(why) }] as const),
  ...ruled.map(([type, kind, rule]) => [type, { kind, rule }] as const),
]);

/** The rule of a filter by the full name of its configuration; a stranger is opaque. */
export function filterRule(type: string): KnownFilter {
  return known.get(type) ?? { kind: type, rule: () => opaque("filter_unknown", { type }) };
}

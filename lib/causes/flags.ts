/** Who writes an answer with the flag: the caller's own side, the proxy that reports it, or what is behind it. */
type Answerer = "downstream" | "this_proxy" | "upstream";

export type FlagInfo = {
  readonly flag: string;
  /** Envoy's long name. */
  readonly name: string;
  readonly answeredBy: Answerer;
  /** The usual HTTP status; 0 is none: the stream just ends. */
  readonly status: number;
  /** Beginnings of `response_code_details` that come with it. */
  readonly details: readonly string[];
  /** The flag marks requests that may well succeed. */
  readonly isHarmless?: true;
};

const flag = (
  short: string,
  name: string,
  answeredBy: Answerer,
  status: number,
  details: readonly string[] = [],
): FlagInfo => ({ flag: short, name, answeredBy, status, details });

/** Every core response flag of Envoy 1.38, in Envoy's order. Source: Envoy's CoreResponseFlag and its access log reference. */
export const responseFlags: readonly FlagInfo[] = [
  flag("LH", "FailedLocalHealthCheck", "this_proxy", 503, ["local_health_check_failed"]),
  flag("UH", "NoHealthyUpstream", "this_proxy", 503, ["no_healthy_upstream"]),
  flag("UT", "UpstreamRequestTimeout", "this_proxy", 504, [
    "upstream_response_timeout",
    "response_timeout",
    "upstream_per_try_timeout",
    "upstream_per_try_idle_timeout",
  ]),
  flag("LR", "LocalReset", "this_proxy", 503, ["upstream_reset_before_response_started{local_reset}"]),
  flag("UR", "UpstreamRemoteReset", "upstream", 503, [
    "upstream_reset_before_response_started{remote_reset}",
    "upstream_reset_before_response_started{remote_refused_stream_reset}",
  ]),
  flag("UF", "UpstreamConnectionFailure", "this_proxy", 503, [
    "upstream_reset_before_response_started{connection_failure",
    "upstream_reset_before_response_started{remote_connection_failure",
    "upstream_reset_before_response_started{connection_timeout",
    "upstream_connect_timeout",
  ]),
  flag("UC", "UpstreamConnectionTermination", "upstream", 503, [
    "upstream_reset_before_response_started{connection_termination}",
    "upstream_reset_after_response_started{connection_termination}",
  ]),
  flag("UO", "UpstreamOverflow", "this_proxy", 503, [
    "upstream_reset_before_response_started{overflow}",
    "overflow",
  ]),
  flag("NR", "NoRouteFound", "this_proxy", 404, ["route_not_found", "filter_chain_not_found"]),
  { ...flag("DI", "DelayInjected", "this_proxy", 200, ["fault_filter_delay"]), isHarmless: true },
  flag("FI", "FaultInjected", "this_proxy", 503, ["fault_filter_abort"]),
  flag("RL", "RateLimited", "this_proxy", 429, ["local_rate_limited", "request_rate_limited"]),
  flag("UAEX", "UnauthorizedExternalService", "this_proxy", 403, [
    "ext_authz_denied",
    "ext_authz_error",
    "jwt_authn_access_denied",
  ]),
  flag("RLSE", "RateLimitServiceError", "this_proxy", 500, ["rate_limiter_error"]),
  flag("DC", "DownstreamConnectionTermination", "downstream", 0, ["downstream_remote_disconnect"]),
  flag("URX", "UpstreamRetryLimitExceeded", "this_proxy", 503, ["via_upstream", "upstream_reset"]),
  flag("SI", "StreamIdleTimeout", "this_proxy", 408, ["stream_idle_timeout"]),
  flag("IH", "InvalidEnvoyRequestHeaders", "this_proxy", 400, ["request_headers_failed_strict_check"]),
  flag("DPE", "DownstreamProtocolError", "downstream", 400, [
    "http1.",
    "http2.",
    "path_normalization_failed",
    "missing_host_header",
    "missing_path",
    "low_version",
  ]),
  flag("UMSDR", "UpstreamMaxStreamDurationReached", "this_proxy", 504, [
    "upstream_max_stream_duration_reached",
  ]),
  { ...flag("RFCF", "ResponseFromCacheFilter", "this_proxy", 200), isHarmless: true },
  flag("NFCF", "NoFilterConfigFound", "this_proxy", 500, ["filter_config_not_found"]),
  flag("DT", "DurationTimeout", "this_proxy", 408, [
    "duration_timeout",
    "max_duration_timeout",
    "downstream_header_timeout",
  ]),
  flag("UPE", "UpstreamProtocolError", "upstream", 502, [
    "upstream_reset_before_response_started{protocol_error}",
  ]),
  flag("NC", "NoClusterFound", "this_proxy", 503, ["cluster_not_found"]),
  flag("OM", "OverloadManagerTerminated", "this_proxy", 503, ["overload"]),
  flag("DF", "DnsResolutionFailed", "this_proxy", 503, ["dns_resolution_failure"]),
  flag("DO", "DropOverload", "this_proxy", 503, ["drop_overload"]),
  flag("DR", "DownstreamRemoteReset", "downstream", 0, ["http2.remote_reset", "http2.remote_refuse"]),
  flag("UDO", "UnconditionalDropOverload", "this_proxy", 503, ["unconditional_drop_overload"]),
];

/** The flag by its short name; undefined for one that is not Envoy's own. */
export function flagInfo(short: string): FlagInfo | undefined {
  return responseFlags.find((info) => info.flag === short);
}

/** What ztunnel writes instead of Envoy's flags. Source: ztunnel's ResponseFlags. */
export const ztunnelFlags: readonly string[] = [
  "DENY",
  "CONNECT",
  "TLS_FAILURE",
  "H2_HANDSHAKE_FAILURE",
  "NETWORK_POLICY",
  "IDENTITY_ERROR",
  "CERT_REVOKED",
];

export type StatusInfo = {
  /** HTTP status without a flag, as `-` in the label. */
  readonly status: number;
  readonly answeredBy: readonly Answerer[];
  /** Details that tell apart who wrote it. */
  readonly details: readonly string[];
};

/** Statuses that come without a flag, and the details that tell apart who answered. Texts are by `status`. */
export const plainStatuses: readonly StatusInfo[] = [
  { status: 0, answeredBy: ["downstream"], details: ["downstream_remote_disconnect"] },
  { status: 400, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream", "http1.codec_error"] },
  {
    status: 401,
    answeredBy: ["upstream", "this_proxy"],
    details: ["via_upstream", "jwt_authn_access_denied"],
  },
  {
    status: 403,
    answeredBy: ["this_proxy", "upstream"],
    details: ["rbac_access_denied_matched_policy", "via_upstream"],
  },
  { status: 404, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream", "direct_response"] },
  { status: 405, answeredBy: ["upstream"], details: ["via_upstream"] },
  {
    status: 408,
    answeredBy: ["this_proxy", "upstream"],
    details: ["request_overall_timeout", "request_header_timeout", "stream_idle_timeout"],
  },
  { status: 413, answeredBy: ["this_proxy", "upstream"], details: ["request_payload_too_large"] },
  { status: 414, answeredBy: ["upstream"], details: ["via_upstream"] },
  { status: 426, answeredBy: ["this_proxy"], details: ["low_version"] },
  { status: 429, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream", "local_rate_limited"] },
  { status: 431, answeredBy: ["this_proxy"], details: ["http1.headers_too_large", "http2.header_list_size"] },
  {
    status: 500,
    answeredBy: ["upstream", "this_proxy"],
    details: ["via_upstream", "response_payload_too_large"],
  },
  { status: 501, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream"] },
  { status: 502, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream", "direct_response"] },
  { status: 503, answeredBy: ["upstream"], details: ["via_upstream"] },
  { status: 504, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream"] },
  { status: 505, answeredBy: ["upstream", "this_proxy"], details: ["via_upstream", "low_version"] },
  {
    status: 507,
    answeredBy: ["this_proxy", "upstream"],
    details: ["request_payload_exceeded_retry_buffer_limit"],
  },
];

/** Names of the gRPC statuses, by number. Source: gRPC's status codes. */
export const grpcStatusNames: readonly string[] = (
  "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED " +
  "RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"
).split(" ");

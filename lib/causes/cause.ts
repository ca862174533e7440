import type { ObjectRef } from "@/lib/mesh/object-ref";

/** Every cause that a rule can name; its texts are in `texts/`. */
export const causeIds = [
  "access_denied",
  "answer_malformed",
  "application_answer",
  "application_closes_idle",
  "application_not_listening",
  "application_slow",
  "caller_left",
  "certificate_expired",
  "certificate_untrusted",
  "circuit_breaker",
  "config_rejected",
  "config_stale",
  "connect_timeout_too_short",
  "deeper_service",
  "dns_failure",
  "egress_blocked",
  "endpoints_not_ready",
  "endpoints_unreachable",
  "external_host",
  "ext_authz_denied",
  "ext_authz_unreachable",
  "fault_injected",
  "filter_answers",
  "filter_config_missing",
  "gateway_no_route",
  "gateway_tls",
  "health_check_filter",
  "jwt_rejected",
  "limits_of_proxy",
  "missing_cluster",
  "missing_subset",
  "mtls_mismatch",
  "network_policy",
  "no_endpoints",
  "no_route",
  "node_down",
  "not_visible",
  "outlier_ejected",
  "overload",
  "pods_crashing",
  "pods_not_started",
  "protocol_mismatch",
  "rate_limited",
  "rate_limit_service",
  "request_malformed",
  "retries_exhausted",
  "retry_storm",
  "rewrite_breaks_path",
  "route_answers",
  "stream_limits",
  "subset_without_pods",
  "timeout_too_short",
  "upstream_reset",
  "wrong_port",
] as const;
export type CauseId = (typeof causeIds)[number];

/** A page of the console: its path, and the query beside cluster, namespaces and time. */
export type PageLink = { readonly path: string; readonly query?: Readonly<Record<string, string>> };

/**
 * One thing that was looked at. `weight` is how many points it moves the cause: above 0 speaks for it, below against it,
 * 0 is something that could not be learnt.
 */
export type Fact = {
  /** Key of its text. */
  readonly id: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly stance: "for" | "against" | "unknown";
  readonly weight: number;
  readonly ref?: ObjectRef;
  readonly link?: PageLink;
};

/** What a person runs or opens to be sure. */
export type Check = {
  readonly id: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly command?: string;
  readonly link?: PageLink;
};

/** Where the cause is mended. */
export type Fix = {
  readonly id: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly link?: PageLink;
  readonly ref?: ObjectRef;
};

/** What a rule says of one cause: points for the symptom alone, and the facts. */
export type Candidate = {
  readonly id: CauseId;
  /** How strongly code, flag and details alone point here, in points. */
  readonly prior: number;
  readonly facts: readonly Fact[];
  /** The object to change, most likely first. */
  readonly objects: readonly ObjectRef[];
  readonly checks: readonly Check[];
  readonly fixes: readonly Fix[];
};

export type CauseLevel = "sure" | "likely" | "possible" | "unlikely";

/** A candidate in its place. */
export type RankedCause = Candidate & {
  /** `prior` and the weights of the facts, added. */
  readonly points: number;
  readonly level: CauseLevel;
};

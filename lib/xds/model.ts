/**
 * The part of Envoy's routing that follows from the CRDs that Heddle writes. It is what istiod would send, reduced to
 * what decides where a request goes and how it fails. Names and rules are Envoy's.
 */
export type StringMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "regex"; readonly value: string }
  | { readonly kind: "present" };

export type RouteMatch = {
  /** `path_separated_prefix` is Gateway API's PathPrefix. */
  readonly path: {
    readonly kind: "prefix" | "exact" | "regex" | "path_separated_prefix";
    readonly value: string;
  };
  readonly ignoreCase: boolean;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly scheme?: StringMatch;
  readonly headers: readonly {
    readonly name: string;
    readonly match: StringMatch;
    readonly invert: boolean;
  }[];
  readonly queryParams: readonly { readonly name: string; readonly match: StringMatch }[];
  /** Claims of the request's JWT, from headers named `@request.auth.claims…`; nested claims as a path. */
  readonly claims?: readonly {
    readonly path: readonly string[];
    readonly match: StringMatch;
    readonly invert: boolean;
  }[];
};

/** What happens to headers on one way; `write` keeps Envoy's order, sets before adds. */
export type HeaderChanges = {
  readonly write: readonly { readonly name: string; readonly value: string; readonly append: boolean }[];
  readonly remove: readonly string[];
};
export type HeaderOperations = { readonly request?: HeaderChanges; readonly response?: HeaderChanges };

export type WeightedCluster = {
  readonly cluster: string;
  readonly weight: number;
  /** Only where several clusters share a route: of a single one they are the route's. */
  readonly headers?: HeaderOperations;
  readonly hostRewrite?: string;
};

export type RetryPolicy = {
  readonly attempts: number;
  readonly perTryTimeoutMs?: number;
  readonly retryOn: string;
  /** From numbers in a VirtualService's retryOn. */
  readonly retriableStatusCodes?: readonly number[];
  readonly backoffMs?: number;
  /** A retry goes to another host than the attempts before it; off under consistent hashing. */
  readonly avoidsPreviousHosts?: boolean;
  readonly prefersOtherLocalities?: boolean;
};

/** What a consistent-hash balancer hashes. */
export type HashPolicy =
  | { readonly kind: "header" | "query_parameter"; readonly name: string }
  | { readonly kind: "cookie"; readonly name: string; readonly ttlMs?: number; readonly path?: string }
  | { readonly kind: "source_ip" };

export type CorsPolicy = {
  readonly allowOrigins: readonly StringMatch[];
  readonly allowMethods: string;
  readonly allowHeaders: string;
  readonly exposeHeaders: string;
  readonly maxAgeSeconds?: number;
  readonly allowCredentials?: boolean;
  /** A preflight from an origin that is not allowed goes on to the service; false answers it at the proxy. */
  readonly forwardsUnmatchedPreflights: boolean;
};

export type FaultPolicy = {
  readonly delay?: { readonly percent: number; readonly delayMs: number };
  readonly abort?: { readonly percent: number; readonly httpStatus?: number; readonly grpcStatus?: string };
};

export type RouteRewrite = {
  /** Replaces the matched prefix. */
  readonly prefix?: string;
  /** Replaces the whole path of an exact match. */
  readonly fullPath?: string;
  readonly regex?: { readonly pattern: string; readonly substitution: string };
  readonly host?: string;
};

export type RouteAction =
  | { readonly kind: "forward"; readonly clusters: readonly WeightedCluster[] }
  | {
      readonly kind: "redirect";
      readonly responseCode: number;
      readonly host?: string;
      readonly path?: string;
      readonly prefix?: string;
      readonly scheme?: string;
      readonly port?: number;
    }
  | { readonly kind: "direct_response"; readonly status: number; readonly body?: string };

export type XdsRoute = {
  readonly name: string;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  /** Absent is Istio's default: disabled for HTTP routes. */
  readonly timeoutMs?: number;
  readonly retries?: RetryPolicy;
  readonly fault?: FaultPolicy;
  readonly mirrors: readonly { readonly cluster: string; readonly percent: number }[];
  readonly rewrite?: RouteRewrite;
  readonly headers?: HeaderOperations;
  readonly cors?: CorsPolicy;
  readonly hashPolicies?: readonly HashPolicy[];
  /** The answer (flag NC) when the chosen cluster does not exist: 500 for Gateway API routes; absent is 503. */
  readonly clusterNotFoundStatus?: number;
  /** Name that spans of this route get: `reviews.bookinfo.svc.cluster.local:9080/*`. */
  readonly operation?: string;
  /** `/apis/networking.istio.io/v1/namespaces/<ns>/virtual-service/<name>`; absent for default routes. */
  readonly configPath?: string;
};

export type XdsVirtualHost = {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly XdsRoute[];
  /** A gateway server with httpsRedirect answers 301 to https before any route. */
  readonly requireTls?: boolean;
};

export type XdsRouteConfig = { readonly name: string; readonly virtualHosts: readonly XdsVirtualHost[] };

export type XdsEndpoint = {
  readonly address: string;
  readonly port: number;
  readonly pod?: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The endpoint has a proxy that speaks Istio's mTLS (sidecar, or ztunnel by HBONE). */
  readonly inMesh?: boolean;
  readonly healthy: boolean;
  readonly weight: number;
};

export type XdsCluster = {
  /** `outbound|9080|v2|reviews.bookinfo.svc.cluster.local`. */
  readonly name: string;
  readonly discovery: "eds" | "strict_dns" | "original_dst" | "static";
  readonly endpoints: readonly XdsEndpoint[];
  readonly tlsMode: "disable" | "istio_mutual" | "auto_mutual" | "simple" | "mutual";
  readonly circuitBreakers?: {
    readonly maxConnections?: number;
    readonly maxPendingRequests?: number;
    readonly maxRequests?: number;
    readonly maxRetries?: number;
    readonly retryBudget?: {
      readonly percent: number;
      readonly minConcurrency: number;
      readonly intervalMs?: number;
    };
  };
  /** Limits of a connection rather than of the cluster; absent is Envoy's default. */
  readonly connections?: {
    readonly maxRequests?: number;
    readonly maxConcurrentStreams?: number;
    readonly idleTimeoutMs?: number;
    readonly maxDurationMs?: number;
    readonly tcpKeepalive?: {
      readonly probes?: number;
      readonly timeMs?: number;
      readonly intervalMs?: number;
    };
  };
  readonly outlierDetection?: {
    readonly consecutive5xx?: number;
    readonly consecutiveGatewayErrors?: number;
    readonly intervalMs?: number;
    readonly baseEjectionMs?: number;
    readonly maxEjectionPercent?: number;
    /** Set when local failures (connect, reset) are counted apart from answers; then the count that ejects, if any. */
    readonly localOrigin?: { readonly consecutiveFailures?: number };
  };
  readonly loadBalancer?: string;
  /** Below this percentage of healthy hosts Envoy uses all hosts again; absent is Envoy's 50. */
  readonly panicThresholdPercent?: number;
  readonly slowStart?: {
    readonly windowMs: number;
    readonly minWeightPercent?: number;
    readonly aggression?: number;
  };
  /** Of RING_HASH and MAGLEV; absent is Envoy's default. */
  readonly hashRing?: { readonly minSize?: number; readonly tableSize?: number };
  /** Localities get their weights or failover order from a DestinationRule. */
  readonly localityWeighted?: boolean;
  readonly connectTimeoutMs?: number;
  /** The service behind the cluster, as Istio stamps it into the metadata. */
  readonly service?: { readonly host: string; readonly name: string; readonly namespace: string };
  /** Of a TLS connection that a DestinationRule asks for; absent SNI is made by Envoy from the request's host. */
  readonly tls?: { readonly sni?: string; readonly subjectAltNames: readonly string[] };
  /** Upstream speaks HTTP/2 (gRPC or http2 ports, or an upgrade by DestinationRule). */
  readonly http2?: boolean;
  /** Upstream speaks whatever the client speaks: undeclared protocol, or useClientProtocol. */
  readonly followsClientProtocol?: boolean;
  /** Version of the PROXY protocol header that precedes each connection. */
  readonly proxyProtocol?: string;
  /** `…/destination-rule/<name>`. */
  readonly configPath?: string;
};

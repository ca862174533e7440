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
};

export type WeightedCluster = { readonly cluster: string; readonly weight: number };

export type RetryPolicy = {
  readonly attempts: number;
  readonly perTryTimeoutMs?: number;
  readonly retryOn: string;
  /** From numbers in a VirtualService's retryOn. */
  readonly retriableStatusCodes?: readonly number[];
};

export type FaultPolicy = {
  readonly delay?: { readonly percent: number; readonly delayMs: number };
  readonly abort?: { readonly percent: number; readonly httpStatus?: number; readonly grpcStatus?: string };
};

export type RouteRewrite = {
  /** Replaces the matched prefix (or the whole path of an exact match). */
  readonly prefix?: string;
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
  };
  readonly outlierDetection?: {
    readonly consecutive5xx?: number;
    readonly consecutiveGatewayErrors?: number;
    readonly intervalMs?: number;
    readonly baseEjectionMs?: number;
    readonly maxEjectionPercent?: number;
  };
  readonly loadBalancer?: string;
  readonly connectTimeoutMs?: number;
  /** The service behind the cluster, as Istio stamps it into the metadata. */
  readonly service?: { readonly host: string; readonly name: string; readonly namespace: string };
  /** Upstream speaks HTTP/2 (gRPC or http2 ports). */
  readonly http2?: boolean;
  /** `…/destination-rule/<name>`. */
  readonly configPath?: string;
};

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
};

export type FaultPolicy = {
  readonly delay?: { readonly percent: number; readonly delayMs: number };
  readonly abort?: { readonly percent: number; readonly httpStatus?: number; readonly grpcStatus?: string };
};

export type RouteAction =
  | { readonly kind: "forward"; readonly clusters: readonly WeightedCluster[] }
  | {
      readonly kind: "redirect";
      readonly responseCode: number;
      readonly host?: string;
      readonly path?: string;
    }
  | { readonly kind: "direct_response"; readonly status: number };

export type XdsRoute = {
  readonly name: string;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  /** Absent is Istio's default: disabled for HTTP routes. */
  readonly timeoutMs?: number;
  readonly retries?: RetryPolicy;
  readonly fault?: FaultPolicy;
  readonly mirrors: readonly { readonly cluster: string; readonly percent: number }[];
  /** `/apis/networking.istio.io/v1/namespaces/<ns>/virtual-service/<name>`; absent for default routes. */
  readonly configPath?: string;
};

export type XdsVirtualHost = {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly XdsRoute[];
};

export type XdsRouteConfig = { readonly name: string; readonly virtualHosts: readonly XdsVirtualHost[] };

export type XdsEndpoint = {
  readonly address: string;
  readonly port: number;
  readonly pod?: string;
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
  readonly configPath?: string;
};

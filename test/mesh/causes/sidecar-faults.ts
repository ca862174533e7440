import { generateKeyPairSync } from "node:crypto";
import type { CauseId } from "@/lib/causes/cause";

const host = "details.bookinfo.svc.cluster.local";

export type Written = {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly spec: object;
};
export type Fault = {
  readonly name: string;
  readonly expected: CauseId;
  readonly flag: string;
  readonly status: number;
  readonly put?: readonly Written[];
  readonly tune?: string;
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

const networking = "networking.istio.io/v1";
const security = "security.istio.io/v1";
const routed = (more: object, destination: object = {}): Written => ({
  group: networking,
  plural: "virtualservices",
  kind: "VirtualService",
  spec: { hosts: [host], http: [{ route: [{ destination: { host, ...destination } }], ...more }] },
});
const rule = (more: object): Written => ({
  group: networking,
  plural: "destinationrules",
  kind: "DestinationRule",
  spec: { host, ...more },
});
const selector = { matchLabels: { app: "details" } };

const publicKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
export const filter = (workload: string, value: object): Written => ({
  group: "networking.istio.io/v1alpha3",
  plural: "envoyfilters",
  kind: "EnvoyFilter",
  spec: {
    workloadSelector: { labels: { app: workload } },
    configPatches: [
      {
        applyTo: "HTTP_FILTER",
        match: {
          context: "SIDECAR_INBOUND",
          listener: { filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } } },
        },
        patch: { operation: "INSERT_BEFORE", value },
      },
    ],
  },
});
export const nobodyMayCall: Written = {
  group: security,
  plural: "authorizationpolicies",
  kind: "AuthorizationPolicy",
  spec: {
    selector,
    action: "ALLOW",
    rules: [{ from: [{ source: { principals: ["cluster.local/ns/x/sa/x"] } }] }],
  },
};

/** One after another, on a destination with a sidecar. */
export const faults: readonly Fault[] = [
  {
    name: "a subset that nobody defines",
    expected: "missing_subset",
    flag: "NC",
    status: 503,
    put: [routed({}, { subset: "v9" })],
  },
  {
    name: "a subset without pods",
    expected: "subset_without_pods",
    flag: "UH",
    status: 503,
    put: [rule({ subsets: [{ name: "v9", labels: { version: "v9" } }] }), routed({}, { subset: "v9" })],
  },
  {
    name: "routes that all have conditions",
    expected: "no_route",
    flag: "NR",
    status: 404,
    put: [routed({ match: [{ headers: { "x-team": { exact: "blue" } } }] })],
  },
  {
    name: "a port that the service does not have",
    expected: "wrong_port",
    flag: "NC",
    status: 503,
    put: [routed({}, { port: { number: 9999 } })],
  },
  {
    name: "a forgotten fault",
    expected: "fault_injected",
    flag: "FI",
    status: 503,
    put: [routed({ fault: { abort: { percentage: { value: 60 }, httpStatus: 503 } } })],
  },
  {
    name: "a policy that forgot the caller",
    expected: "access_denied",
    flag: "-",
    status: 403,
    put: [nobodyMayCall],
  },
  {
    name: "plain text to a workload that takes mTLS only",
    expected: "mtls_mismatch",
    flag: "UC",
    status: 503,
    put: [
      rule({ trafficPolicy: { tls: { mode: "DISABLE" } } }),
      {
        group: security,
        plural: "peerauthentications",
        kind: "PeerAuthentication",
        spec: { selector, mtls: { mode: "STRICT" } },
      },
    ],
  },
  {
    name: "a destination that became slow",
    expected: "application_slow",
    flag: "UT",
    status: 504,
    tune: "latency-ms=1500&error-pct=0",
    put: [routed({ timeout: "0.5s" })],
  },
  {
    name: "an application that fails by itself",
    expected: "application_answer",
    flag: "-",
    status: 500,
    tune: "latency-ms=0&error-pct=60",
  },
  {
    name: "a connection pool that is too small",
    expected: "circuit_breaker",
    flag: "UO",
    status: 503,
    tune: "latency-ms=60&error-pct=0",
    concurrency: 24,
    put: [
      rule({
        trafficPolicy: {
          connectionPool: {
            tcp: { maxConnections: 1 },
            http: { http1MaxPendingRequests: 1, http2MaxRequests: 1 },
          },
        },
      }),
    ],
  },
  {
    name: "a token that nobody issued",
    expected: "jwt_rejected",
    flag: "-",
    status: 401,
    headers: { authorization: "Bearer a.b.c" },
    put: [
      {
        group: security,
        plural: "requestauthentications",
        kind: "RequestAuthentication",
        spec: {
          selector,
          jwtRules: [
            {
              issuer: "https://id.test",
              jwks: JSON.stringify({ keys: [{ ...publicKey, kid: "1", alg: "RS256" }] }),
            },
          ],
        },
      },
    ],
  },
  {
    name: "a local rate limit",
    expected: "rate_limited",
    flag: "-",
    status: 429,
    put: [
      filter("details", {
        name: "envoy.filters.http.local_ratelimit",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
          stat_prefix: "http_local_rate_limiter",
          token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: "1s" },
          filter_enabled: { default_value: { numerator: 100 } },
          filter_enforced: { default_value: { numerator: 100 } },
        },
      }),
    ],
  },
  {
    name: "a Sidecar that leaves the service out",
    expected: "egress_blocked",
    flag: "-",
    status: 502,
    put: [
      {
        group: networking,
        plural: "sidecars",
        kind: "Sidecar",
        spec: {
          workloadSelector: { labels: { app: "productpage" } },
          // A service of the same port stays, so that requests are still read as HTTP.
          egress: [{ hosts: ["istio-system/*", "./reviews.bookinfo.svc.cluster.local"] }],
          outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
        },
      },
    ],
  },
];

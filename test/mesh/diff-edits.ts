import type { Manifest } from "@/lib/config/manifest";
import {
  away,
  backWithout,
  destinationRule,
  doorRoute,
  envoyFilter,
  far,
  farRule,
  gateway,
  inAway,
  jwtRule,
  object,
  peer,
  plugin,
  policy,
  pooled,
  service,
  serviceEntry,
  sidecar,
  telemetry,
  virtualService,
} from "./diff-scene";

/** One edit of the mesh: an object is put as it stands here, or taken away; afterwards what stood before is put back. */
export type BedEdit = {
  readonly title: string;
  readonly proxy: "app" | "gateway";
  readonly put?: Manifest;
  readonly remove?: Manifest;
  /** Lines that the comparison has to have. */
  readonly finds: readonly RegExp[];
};

const app = (title: string, put: Manifest, ...finds: readonly RegExp[]): BedEdit => ({
  title: `${put.kind}: ${title}`,
  proxy: "app",
  put,
  finds,
});
const gone = (remove: Manifest, ...finds: readonly RegExp[]): BedEdit => ({
  title: `${remove.kind}: deleted`,
  proxy: "app",
  remove,
  finds,
});

const lua = "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua";
const manager = "envoy.filters.network.http_connection_manager";
const luaPatch = (context: string, script = "function envoy_on_request(handle) end") => ({
  applyTo: "HTTP_FILTER",
  match: {
    context,
    listener: {
      filterChain: { filter: { name: manager, subFilter: { name: "envoy.filters.http.router" } } },
    },
  },
  patch: {
    operation: "INSERT_BEFORE",
    value: {
      name: "hd.script",
      typed_config: {
        "@type": lua,
        default_source_code: { inline_string: script },
      },
    },
  },
});

const trafficEdits: readonly BedEdit[] = [
  app("a timeout", virtualService({ timeout: "3s" }), /changed routes 9081 .*route\.timeout$/),
  app("other weights", virtualService({}, 10), /changed routes 9081 .*clusters\[.*v1.*\]\.weight$/),
  app(
    "a fault",
    virtualService({ fault: { abort: { httpStatus: 503, percentage: { value: 5 } } } }),
    /added routes 9081 .*typed_per_filter_config/,
  ),
  app(
    "a header is asked for",
    virtualService({ match: [{ headers: { end: { exact: "x" } } }] }),
    / routes 9081 .*routes\[/,
  ),
  gone(virtualService({}), / routes 9081 virtual_hosts\[back\.hd-diff\.test/),
  app(
    "outlier detection",
    destinationRule({ outlierDetection: { consecutive5xxErrors: 3 } }),
    / clusters outbound\|9081\|\|back\.hd-diff\.test .*outlier_detection/,
  ),
  app(
    "a connection pool",
    destinationRule({ connectionPool: { tcp: { maxConnections: 7 } } }),
    /changed clusters outbound\|9081\|v1\|back\.hd-diff\.test .*max_connections$/,
  ),
  app(
    "a load balancer by hash",
    destinationRule({ loadBalancer: { consistentHash: { httpHeaderName: "user" } } }),
    / clusters outbound\|9081\|\|back\.hd-diff\.test .*lb_policy$/,
    / routes 9081 .*hash_policy/,
  ),
  app(
    "TLS to its pods",
    destinationRule({ tls: { mode: "SIMPLE" } }),
    / clusters outbound\|9081\|\|back\.hd-diff\.test transport_socket/,
  ),
  gone(destinationRule({}), /removed clusters outbound\|9081\|v1\|back\.hd-diff\.test $/),
  app(
    "a new host",
    serviceEntry("late", [{ number: 9082, name: "http", protocol: "HTTP" }], [{ address: "10.244.99.21" }]),
    /added clusters outbound\|9082\|\|late\.hd-diff\.test $/,
    /added routes 9082 $/,
    /added listeners 0\.0\.0\.0_9082 $/,
  ),
  app(
    "a port less",
    backWithout(),
    /removed clusters outbound\|7000\|\|back\.hd-diff\.test $/,
    /removed listeners \S+_7000 $/,
  ),
  app(
    "only known hosts",
    sidecar({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } }),
    / (?:listeners|routes) .*/,
  ),
  app(
    "one host",
    sidecar({}, { hosts: ["./app.hd-diff.test"] }),
    /removed clusters outbound\|9081\|\|back\.hd-diff\.test $/,
  ),
];

const securityEdits: readonly BedEdit[] = [
  app("a token", jwtRule("https://one.test"), /added listeners virtualInbound .*jwt_authn"\]$/),
  app(
    "a path is denied",
    policy("paths", { action: "DENY", rules: [{ to: [{ operation: { paths: ["/secret"] } }] }] }),
    /added listeners virtualInbound .*rbac/,
  ),
  app("nothing is allowed", policy("nobody", {}), /added listeners virtualInbound .*rbac/),
  app(
    "audit",
    policy("audit", { action: "AUDIT", rules: [{ to: [{ operation: { methods: ["PUT"] } }] }] }),
    /added listeners virtualInbound .*rbac/,
  ),
  app("only mTLS", peer("STRICT"), / listeners virtualInbound filter_chains/),
  app("no mTLS", peer("DISABLE"), / listeners virtualInbound filter_chains/),
];

const extensionEdits: readonly BedEdit[] = [
  app(
    "a script",
    envoyFilter("script", luaPatch("SIDECAR_INBOUND")),
    /added listeners virtualInbound .*hd\.script"\]$/,
  ),
  app(
    "a script on the way out",
    envoyFilter("script", luaPatch("SIDECAR_OUTBOUND")),
    /added listeners 0\.0\.0\.0_9081 .*hd\.script"\]$/,
  ),
  app(
    "a cluster's timeout",
    envoyFilter("patch", {
      applyTo: "CLUSTER",
      match: { context: "SIDECAR_OUTBOUND", cluster: { service: "back.hd-diff.test" } },
      patch: { operation: "MERGE", value: { connect_timeout: "3s" } },
    }),
    /changed clusters outbound\|9081\|\|back\.hd-diff\.test connect_timeout$/,
  ),
  app(
    "a listener's buffer",
    envoyFilter("patch", {
      applyTo: "LISTENER",
      match: { context: "SIDECAR_OUTBOUND", listener: { portNumber: 9081 } },
      patch: { operation: "MERGE", value: { per_connection_buffer_limit_bytes: 4096 } },
    }),
    / listeners 0\.0\.0\.0_9081 per_connection_buffer_limit_bytes$/,
  ),
  app(
    "a virtual host's header",
    envoyFilter("patch", {
      applyTo: "VIRTUAL_HOST",
      match: { context: "SIDECAR_OUTBOUND", routeConfiguration: { name: "9081" } },
      patch: {
        operation: "MERGE",
        value: { request_headers_to_add: [{ header: { key: "x-hd", value: "1" } }] },
      },
    }),
    / routes 9081 virtual_hosts\[.*request_headers_to_add/,
  ),
  app(
    "an access log",
    telemetry({
      accessLogging: [{ providers: [{ name: "envoy" }], filter: { expression: "response.code >= 500" } }],
    }),
    / listeners virtualInbound .*access_log/,
  ),
  app(
    "tracing of a tenth",
    telemetry({ tracing: [{ randomSamplingPercentage: 10 }] }),
    / listeners virtualInbound .*random_sampling/,
  ),
  app("a plugin", plugin({ a: 1 }), /added listeners virtualInbound .*hd-diff\.guest/),
];

const refusedEdits: readonly BedEdit[] = [
  app(
    "a script that Envoy refuses",
    envoyFilter("broken", luaPatch("SIDECAR_INBOUND", "function envoy_on_request(handle) handle:")),
    /added listeners virtualInbound $/,
  ),
];

const gatewayEdits: readonly BedEdit[] = [
  {
    title: "Gateway: one more server",
    proxy: "gateway",
    put: {
      ...gateway("door.hd-diff.test"),
      spec: {
        ...gateway("door.hd-diff.test").spec,
        servers: [18_098, 18_099].map((number) => ({
          port: { number, name: `http-${number}`, protocol: "HTTP" },
          bind: "127.0.0.1",
          hosts: ["door.hd-diff.test"],
        })),
      },
    },
    finds: [/added listeners 127\.0\.0\.1_18099 $/],
  },
  {
    title: "VirtualService: another prefix at the gateway",
    proxy: "gateway",
    put: doorRoute("/shop"),
    finds: [/ routes http\.18098.* .*routes\[/],
  },
];

const workloadEdits: readonly BedEdit[] = [
  app(
    "another endpoint",
    object("networking.istio.io/v1", "ServiceEntry", "back", {
      ...backWithout().spec,
      endpoints: [{ address: "10.244.99.11", labels: { version: "v1" } }],
    }),
    /removed endpoints outbound\|9081\|\|back\.hd-diff\.test .*10\.244\.99\.12:9081\]/,
  ),
];

/** Objects that say something about proxies elsewhere, or about endpoints that others list. */
const farEdits: readonly BedEdit[] = [
  app(
    "no mTLS in the callee's namespace",
    inAway(object("security.istio.io/v1", "PeerAuthentication", "far", { mtls: { mode: "DISABLE" } })),
    / endpoints outbound\|9083\|\|far\.hd-diff\.test .*transport_socket_match/,
    / clusters outbound\|9083\|\|far\.hd-diff\.test transport_socket_matches/,
  ),
  app("not shown any more", far("."), /removed clusters outbound\|9083\|\|far\.hd-diff\.test $/),
  app(
    "of the caller's namespace",
    farRule({ connectionPool: { tcp: { maxConnections: 9 } } }),
    / clusters outbound\|9083\|\|far\.hd-diff\.test .*max_connections$/,
  ),
  app(
    "one more endpoint",
    pooled("10.244.99.41"),
    /added endpoints outbound\|9084\|\|pool\.hd-diff\.test endpoints\[/,
  ),
  app(
    "a new service of another namespace",
    service("late"),
    new RegExp(`added clusters outbound\\|9085\\|\\|late\\.${away}\\.svc`),
  ),
];

export const bedEdits: readonly BedEdit[] = [
  ...trafficEdits,
  ...securityEdits,
  ...extensionEdits,
  ...refusedEdits,
  ...gatewayEdits,
  ...workloadEdits,
  ...farEdits,
];

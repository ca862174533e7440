/** What of istiod's answer lib/xds leaves out on purpose, and why. Everything else is compared. */
export const exclusions: readonly { readonly what: string; readonly reason: string }[] = [
  {
    what: "statistics prefixes (statPrefix, alt_stat_name)",
    reason: "names of counters decide nothing about a request",
  },
  {
    what: "identities and SNI of automatic mTLS",
    reason: "istiod takes them from the endpoints' service accounts; the model says whether mTLS is used",
  },
  {
    what: "HTTP/2 keep-alive, ALPN, DNS refresh, tunnels",
    reason: "no wizard writes them and no preview shows them",
  },
  {
    what: "route configurations of single services with detected protocol",
    reason: "they repeat the virtual host of the port, which is compared",
  },
  {
    what: "Sidecar",
    reason: "one in the callers' namespace would change what other suites measure; covered by unit tests",
  },
  {
    what: "defaults of the mesh configuration for retries, policies and exportTo",
    reason: "the bed sets none and the model knows only Istio's own",
  },
  {
    what: "EnvoyFilter, WasmPlugin, Telemetry, TLSRoute, TCPRoute, BackendTLSPolicy, waypoints",
    reason: "not modelled: what they change is read from the proxies",
  },
];

import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { Draw } from "./draw";

// Small pools, so that conditions and requests meet often.
const domains = [
  "*",
  "shop.example.com",
  "Shop.Example.com:8080",
  "shop.example.com:80",
  "*.example.com",
  "*.shop.example.com",
  "*-api.example.com",
  "*example.com",
  "shop.*",
  "shop.example.*",
  "cart",
  "cart:9080",
  "[::1]",
  "[::1]:8080",
  "10.0.0.1",
];
const authorities = [
  "shop.example.com",
  "SHOP.example.com",
  "shop.example.com:8080",
  "shop.example.com:80",
  "a.shop.example.com",
  ".example.com",
  "example.com",
  "x-api.example.com",
  "shop.local",
  "shop.",
  "cart",
  "cart:9080",
  "cart:1",
  "[::1]",
  "[::1]:8080",
  "10.0.0.1:80",
  "unknown.org",
];
const paths = [
  "/",
  "/api",
  "/API",
  "/api/",
  "/api/v1",
  "/apis",
  "/api?x=1",
  "/api;p=1/v1",
  "/api/v1/items/7?x=2&y=&x=3",
  "/api/v1/items/12345",
  "/items/abc",
  "/items/abc/parts/9",
  "/a/b/c.html",
  "/a%2Fb",
  "/a//b",
  "/?x=1&flag",
  "/x?y=%20a&x=",
];
const prefixes = ["/", "/api", "/api/", "/API", "/items", "/a", "/x", "/api/v1"];
const regexes = [
  "/api/.*",
  "/api(/.*)?",
  "(?i)/api.*",
  "/items/[a-z]+",
  "/items/\\w+(/.*)?",
  "/api/v[0-9]+/items/\\d{1,3}",
  ".*\\.html",
  "/[^/]+",
  "(?P<all>.*)",
  "/a(%2F|/)b",
  "[[:alpha:]]+",
];
const templates = ["/api/*", "/api/**", "/items/{id}", "/items/{id}/parts/*", "/{any=**}", "/a/**.html"];
const headerNames = ["x-a", "x-b", "x-num", "content-type", ":method", ":authority", ":path", ":scheme"];
const headerValues = ["one", "One", "two", "one,two", "", "7", "-3", " 7", "7a", "application/grpc", "GET"];

type Json = Record<string, unknown>;

function stringMatch(draw: Draw, pool: readonly string[]): Json {
  const form = draw.one(["exact", "prefix", "suffix", "contains", "safe_regex"]);
  if (form === "safe_regex")
    return { safe_regex: { regex: draw.one([...regexes, "one|two", "o.e", "\\d+"]) } };
  const whole = draw.one(pool);
  const value = form === "exact" ? whole : whole.slice(0, 1 + draw.below(Math.max(1, whole.length)));
  // The schema wants something to look for.
  const wanted = form === "exact" ? value : value === "" ? "o" : value;
  return { [form]: wanted, ...(draw.chance(0.3) ? { ignore_case: true } : {}) };
}

function headerMatch(draw: Draw): Json {
  const name = draw.one(headerNames);
  const form = draw.one(["string", "string", "present", "range", "none", "old"]);
  const base = {
    name,
    ...(draw.chance(0.25) ? { invert_match: true } : {}),
    ...(draw.chance(0.25) ? { treat_missing_header_as_empty: true } : {}),
  };
  if (form === "string") return { ...base, string_match: stringMatch(draw, headerValues) };
  if (form === "present") return { ...base, present_match: draw.chance(0.6) };
  if (form === "range") return { ...base, range_match: { start: draw.below(9) - 4, end: 5 + draw.below(5) } };
  if (form === "none") return base;
  return {
    ...base,
    ...draw.one<Json>([{ exact_match: "one" }, { prefix_match: "on" }, { contains_match: "n" }]),
  };
}

function pathMatch(draw: Draw): Json {
  const fold = draw.chance(0.3) ? { case_sensitive: false } : {};
  switch (draw.one(["prefix", "prefix", "path", "separated", "regex", "template", "connect"])) {
    case "prefix":
      return { prefix: draw.one(prefixes), ...fold };
    case "path":
      return { path: draw.one(paths).split("?")[0] ?? "/", ...fold };
    case "separated":
      return { path_separated_prefix: draw.one(["/api", "/items", "/a", "/API", "/api/v1"]), ...fold };
    case "regex":
      return { safe_regex: { regex: draw.one(regexes) } };
    case "connect":
      return draw.chance(0.3) ? { connect_matcher: {} } : { prefix: "/" };
    default:
      return {
        path_match_policy: {
          name: "envoy.path.match.uri_template.uri_template_matcher",
          typed_config: {
            "@type": "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
            path_template: draw.one(templates),
          },
        },
      };
  }
}

function queryMatch(draw: Draw): Json {
  const name = draw.one(["x", "y", "flag"]);
  const form = draw.one(["none", "present", "string"]);
  if (form === "none") return { name };
  if (form === "present") return { name, present_match: true };
  return { name, string_match: stringMatch(draw, ["1", "2", "", "%20a"]) };
}

function match(draw: Draw): Json {
  const fraction = draw.chance(0.08)
    ? { runtime_fraction: { default_value: { numerator: draw.one([0, 100]), denominator: "HUNDRED" } } }
    : {};
  return {
    ...pathMatch(draw),
    ...(draw.chance(0.5) ? { headers: draw.some([0], 2).map(() => headerMatch(draw)) } : {}),
    ...(draw.chance(0.25) ? { query_parameters: [queryMatch(draw)] } : {}),
    ...(draw.chance(0.06) ? { grpc: {} } : {}),
    ...(draw.chance(0.04) ? { tls_context: { presented: draw.chance(0.5) } } : {}),
    ...fraction,
  };
}

function action(draw: Draw): Json {
  switch (draw.one(["cluster", "cluster", "weighted", "redirect", "direct", "header"])) {
    case "cluster":
      return { route: { cluster: draw.one(["c1", "c2"]) } };
    case "weighted":
      return {
        route: {
          weighted_clusters: {
            clusters: [
              { name: "c1", weight: draw.one([0, 1, 50]) },
              { name: "c2", weight: 50 },
            ],
          },
        },
      };
    case "header":
      return { route: { cluster_header: "x-a" } };
    case "direct":
      return { direct_response: { status: draw.one([200, 403, 418]) } };
    default:
      return { redirect: redirect(draw) };
  }
}

function redirect(draw: Draw): Json {
  const path = draw.one<Json>([
    {},
    { path_redirect: "/new" },
    { path_redirect: "/new?q=1" },
    { prefix_rewrite: "/pre" },
    { regex_rewrite: { pattern: { regex: "/([a-z]+)/?" }, substitution: "/<\\1>/" } },
  ]);
  return {
    ...path,
    ...(draw.chance(0.3) ? { host_redirect: "other.example.com" } : {}),
    ...(draw.chance(0.2) ? { port_redirect: 8443 } : {}),
    ...draw.one<Json>([{}, {}, { https_redirect: true }, { scheme_redirect: "HTTPS" }]),
    ...(draw.chance(0.3) ? { strip_query: true } : {}),
    response_code: draw.one([
      "MOVED_PERMANENTLY",
      "FOUND",
      "SEE_OTHER",
      "TEMPORARY_REDIRECT",
      "PERMANENT_REDIRECT",
    ]),
  };
}

/** Envoy 1.38 ends with an uncaught exception when a redirect rewrites the prefix of a path that a template took. */
function withoutCrash(route: { readonly match: Json; readonly redirect?: unknown } & Json): Json {
  if (!("path_match_policy" in route.match) || route.redirect === undefined) return route;
  return { ...route, redirect: { path_redirect: "/new" } };
}

/** A RouteConfiguration whose routes are named by their place. */
export function generateTable(draw: Draw): Json {
  const free = domains.filter((domain) => domain !== "*");
  const catchAll = draw.chance(0.7) ? ["*"] : [];
  const hosts = Array.from({ length: 1 + draw.below(4) }, (_, host) => {
    const own = Array.from({ length: 1 + draw.below(3) }, () => {
      const index = draw.below(free.length);
      return free.splice(index, 1)[0] ?? "never.example.org";
    });
    return {
      name: `h${host}`,
      domains: host === 0 ? [...catchAll, ...own] : own,
      ...(draw.chance(0.04) ? { require_tls: "ALL" } : {}),
      routes: Array.from({ length: 1 + draw.below(7) }, (_one, route) =>
        withoutCrash({ name: `h${host}r${route}`, match: match(draw), ...action(draw) }),
      ),
    };
  });
  return {
    name: "table",
    ...(draw.chance(0.4) ? { ignore_port_in_host_matching: true } : {}),
    ...(draw.chance(0.2) ? { ignore_path_parameters_in_path_matching: true } : {}),
    virtual_hosts: hosts.map((host) => ({ ...host, domains: [...new Set(host.domains)] })),
  };
}

/** A plain-text request whose headers are all told. */
export function generateRequest(draw: Draw): ExplainedRequest {
  const names = ["x-a", "x-b", "x-num", "content-type"];
  const headers = draw
    .some(names, 3)
    .map((name) => ({ name, value: draw.one(["c1", ...headerValues]).trim() }));
  return {
    authority: draw.one(authorities),
    path: draw.one(paths),
    method: draw.one(["GET", "GET", "POST", "DELETE"]),
    scheme: "http",
    headers,
    headersAreComplete: true,
    certificate: { isPresented: false, isValidated: false },
  };
}

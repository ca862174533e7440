import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { Draw } from "./draw";
import { generateMatch, headerValues, paths, type Json } from "./generate-matches";
import { treeOf } from "./generate-trees";

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
  "[2001:db8::1]",
  "CART.*",
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
  "",
  "[2001:db8::1]:80",
  "10.0.0.1",
  "cart:",
];
function action(draw: Draw): Json {
  switch (draw.one(["cluster", "cluster", "weighted", "redirect", "direct", "header", "numbered"])) {
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
    case "numbered":
      return {
        route: {
          weighted_clusters: {
            header_name: "x-num",
            clusters: [
              { name: "c1", weight: draw.one([1, 5]) },
              { name: "c2", weight: 5 },
            ],
          },
        },
      };
    case "direct":
      return { direct_response: { status: draw.one([200, 201, 403, 418]) } };
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
      ...(draw.chance(0.06) ? { require_tls: draw.one(["ALL", "EXTERNAL_ONLY"]) } : {}),
      routes: Array.from({ length: 1 + draw.below(7) }, (_one, route) =>
        withoutCrash({ name: `h${host}r${route}`, match: generateMatch(draw), ...action(draw) }),
      ),
    };
  });
  return {
    name: "table",
    ...(draw.chance(0.4) ? { ignore_port_in_host_matching: true } : {}),
    ...(draw.chance(0.2) ? { ignore_path_parameters_in_path_matching: true } : {}),
    ...(draw.chance(0.05) ? { vhost_header: "x-vhost" } : {}),
    virtual_hosts: hosts.map((host) => {
      const unique = { ...host, domains: [...new Set(host.domains)] };
      return draw.chance(0.12) ? treeOf(draw, unique) : unique;
    }),
  };
}

/** A plain-text request whose headers are all told. */
export function generateRequest(draw: Draw): ExplainedRequest {
  const names = [
    "x-a",
    "x-b",
    "X-A",
    "x-num",
    "content-type",
    "accept",
    "user-agent",
    "x-envoy-custom",
    "origin",
  ];
  const headers = draw
    .some(names, 4)
    .map((name) => ({ name, value: draw.one(["c1", ...headerValues]).trim() }));
  const cookies = draw
    .some(["a=1", "a=2; b=1", "b=1", " a=1", 'b="1"', "A=one", "a=x=y;b=2", "a"], 2)
    .map((value) => ({ name: "cookie", value }));
  const vhost = draw.chance(0.1) ? [{ name: "x-vhost", value: draw.one(authorities) }] : [];
  return {
    authority: draw.one(authorities),
    path: draw.one(paths),
    method: draw.one(["GET", "GET", "POST", "DELETE"]),
    scheme: "http",
    headers: [...headers, ...(draw.chance(0.4) ? cookies : []), ...vhost],
    headersAreComplete: true,
    metadata: {},
    filterState: {},
    certificate: { isPresented: false, isValidated: false },
  };
}

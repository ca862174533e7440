import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { Draw } from "./draw";
import { generateRequest, generateTable } from "./generate";
import { filterNames, generateFilters, generateOverride } from "./generate-filters";
import type { Json } from "./generate-matches";

const dirtyPaths = [
  "/api/../items/abc",
  "/a/./b//c.html",
  "//api///v1",
  "/api%2Fv1",
  "/api%5cv1?x=1",
  "/%61pi/v1",
  "/api/v1/..",
  "/items\\abc",
  "/api/%2e%2e/x",
  "/..",
  "/api#x",
  "/a%7Eb{c}|d",
  "/API/v1;p=/../x",
  "/health",
];

/** The settings of a connection manager with its table and filters. */
export function generateManager(draw: Draw): Json {
  const flag = (key: string, share: number) => (draw.chance(share) ? { [key]: true } : {});
  return {
    ...flag("normalize_path", 0.5),
    ...flag("merge_slashes", 0.4),
    ...flag("strip_any_host_port", 0.2),
    ...flag("strip_trailing_host_dot", 0.3),
    ...flag("use_remote_address", 0.3),
    ...(draw.chance(0.3)
      ? {
          path_with_escaped_slashes_action: draw.one([
            "KEEP_UNCHANGED",
            "REJECT_REQUEST",
            "UNESCAPE_AND_REDIRECT",
            "UNESCAPE_AND_FORWARD",
          ]),
        }
      : {}),
    ...(draw.chance(0.3) ? { xff_num_trusted_hops: 1 } : {}),
    ...(draw.chance(0.5)
      ? { internal_address_config: { cidr_ranges: [{ address_prefix: "10.0.0.0", prefix_len: 8 }] } }
      : {}),
    ...(draw.chance(0.4)
      ? { upgrade_configs: [{ upgrade_type: "websocket", enabled: draw.chance(0.7) }] }
      : {}),
    http_filters: generateFilters(draw),
    route_config: decorated(draw, generateTable(draw)),
  };
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decorated(draw: Draw, table: Json): Json {
  const hosts = Array.isArray(table["virtual_hosts"]) ? table["virtual_hosts"].filter(isJson) : [];
  return {
    ...table,
    ...(draw.chance(0.2) ? { most_specific_header_mutations_wins: true } : {}),
    ...(draw.chance(0.2) ? { internal_only_headers: ["x-b"] } : {}),
    ...headerEdits(draw, 0.3),
    virtual_hosts: hosts.map((host) => ({
      ...host,
      ...headerEdits(draw, 0.3),
      ...overrides(draw, 0.2),
      ...(Array.isArray(host["routes"])
        ? { routes: [...host["routes"].filter(isJson), rest].map((route) => decoratedRoute(draw, route)) }
        : {}),
    })),
  };
}

/** Most requests should get past the routes, to where filters and rewrites are seen. */
const rest: Json = { name: "rest", match: { prefix: "/" }, route: { cluster: "c1" } };

function decoratedRoute(draw: Draw, route: Json): Json {
  const extras = { ...headerEdits(draw, 0.3), ...overrides(draw, 0.2) };
  if (!isJson(route["route"])) return { ...route, ...extras };
  const isTemplate = isJson(route["match"]) && "path_match_policy" in route["match"];
  const isConnect = isJson(route["match"]) && "connect_matcher" in route["match"];
  const rewrites: readonly Json[] = [
    {},
    {},
    ...(isTemplate || isConnect ? [] : [{ prefix_rewrite: "/new" }, { prefix_rewrite: "/" }]),
    { regex_rewrite: { pattern: { regex: "/([a-z]+)" }, substitution: "/<\\1>" } },
  ];
  const hosts: readonly Json[] = [
    {},
    {},
    { host_rewrite_literal: "literal.example" },
    { host_rewrite_header: "x-b" },
    { host_rewrite_path_regex: { pattern: { regex: "^/(\\w+).*$" }, substitution: "\\1.example" } },
  ];
  return {
    ...route,
    ...extras,
    route: {
      ...route["route"],
      ...(draw.chance(0.4) ? draw.one(rewrites) : {}),
      ...(draw.chance(0.4) ? draw.one(hosts) : {}),
      ...(draw.chance(0.3) ? { timeout: draw.one(["0s", "3s", "7.5s"]) } : {}),
      ...(draw.chance(0.2) ? { max_grpc_timeout: draw.one(["0s", "2s"]) } : {}),
      ...(draw.chance(0.2)
        ? { retry_policy: { retry_on: "reset", per_try_timeout: draw.one(["1s", "9s"]) } }
        : {}),
      ...(draw.chance(0.2)
        ? { upgrade_configs: [{ upgrade_type: "websocket", enabled: draw.chance(0.5) }] }
        : {}),
    },
  };
}

function headerEdits(draw: Draw, share: number): Json {
  if (!draw.chance(share)) return {};
  const add = () => ({
    header: { key: draw.one(["x-a", "x-new", "X-B"]), value: draw.one(["set", "%REQ(x-a)%", "100%%"]) },
    append_action: draw.one([
      "APPEND_IF_EXISTS_OR_ADD",
      "ADD_IF_ABSENT",
      "OVERWRITE_IF_EXISTS_OR_ADD",
      "OVERWRITE_IF_EXISTS",
    ]),
  });
  return {
    request_headers_to_add: Array.from({ length: 1 + draw.below(2) }, add),
    ...(draw.chance(0.4) ? { request_headers_to_remove: [draw.one(["x-a", "x-b", "x-new"])] } : {}),
  };
}

function overrides(draw: Draw, share: number): Json {
  if (!draw.chance(share)) return {};
  const name = draw.one(filterNames);
  return { typed_per_filter_config: { [name]: generateOverride(draw, name) } };
}

const more: readonly (readonly [string, readonly string[]])[] = [
  ["x-forwarded-for", ["10.1.1.1", "9.9.9.9", "9.9.9.9, 10.1.1.1", "10.1.1.1,10.1.1.2", "nonsense"]],
  ["x-forwarded-proto", ["https", "http", "ftp"]],
  ["x-envoy-upstream-rq-timeout-ms", ["2000", "0", "abc"]],
  ["x-envoy-upstream-rq-per-try-timeout-ms", ["500", "60000"]],
  ["x-envoy-internal", ["true"]],
  ["x-envoy-max-retries", ["3"]],
  ["x-envoy-fault-abort-request", ["503", "418", "9"]],
  ["origin", ["https://shop.example.com", "https://evil.example.org", "null"]],
  ["access-control-request-method", ["POST"]],
  ["grpc-timeout", ["1S", "500m", "9H", "x"]],
  ["authorization", ["Bearer abc", "Basic x"]],
];

/** A request with forwarding headers, upgrades, preflights and paths that are not clean. */
export function generateWholeRequest(draw: Draw): ExplainedRequest {
  const base = generateRequest(draw);
  const extra = draw.some(more, 3).map(([name, values]) => ({ name, value: draw.one(values) }));
  const upgrade = draw.chance(0.08)
    ? [
        { name: "connection", value: "Upgrade" },
        { name: "upgrade", value: draw.one(["websocket", "WebSocket", "other"]) },
      ]
    : [];
  const seen = new Set<string>();
  const once = extra.filter(({ name }) => !seen.has(name) && seen.add(name));
  return {
    ...base,
    authority: draw.chance(0.15) ? draw.one(["shop.example.com.", "cart.:9080", "a/b", "."]) : base.authority,
    // A health check is answered when the request has ended, which an upgrade never does.
    path: upgrade.length === 0 && draw.chance(0.4) ? draw.one(dirtyPaths) : (base.path ?? "/"),
    method: upgrade.length > 0 ? "GET" : draw.one(["GET", "GET", "POST", "OPTIONS", "PUT"]),
    headers: [...base.headers.filter(({ name }) => !seen.has(name)), ...once, ...upgrade],
  };
}

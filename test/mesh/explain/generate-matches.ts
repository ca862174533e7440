import type { Draw } from "./draw";

// Small pools, so that conditions and requests meet often.
export const paths = [
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
const headerNames = [
  "x-a",
  "X-B",
  "x-num",
  "content-type",
  ":method",
  ":authority",
  ":path",
  ":scheme",
  "accept",
  "user-agent",
  "x-envoy-custom",
  "origin",
];
export const headerValues = [
  "one",
  "One",
  "two",
  "one,two",
  "",
  "7",
  "-3",
  " 7",
  "7a",
  "application/grpc",
  "GET",
  "+7",
  "9223372036854775808",
  "0x7",
];

export type Json = Record<string, unknown>;

/** A StringMatcher that has a chance to take something of the pool. */
export function stringMatch(draw: Draw, pool: readonly string[]): Json {
  const form = draw.one(["exact", "prefix", "suffix", "contains", "safe_regex"]);
  if (form === "safe_regex")
    return { safe_regex: { regex: draw.one([...regexes, "one|two", "o.e", "\\d+"]) } };
  const whole = draw.one(pool);
  const value = form === "exact" ? whole : whole.slice(0, 1 + draw.below(Math.max(1, whole.length)));
  // The schema wants something to look for.
  const wanted = form === "exact" ? value : value === "" ? "o" : value;
  return { [form]: wanted, ...(draw.chance(0.3) ? { ignore_case: true } : {}) };
}

/** A HeaderMatcher. */
export function headerMatch(draw: Draw): Json {
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

function cookieMatch(draw: Draw): Json {
  return {
    name: draw.one(["a", "b", "A"]),
    string_match: stringMatch(draw, ["1", "2", "x=y", "one"]),
    ...(draw.chance(0.3) ? { invert_match: true } : {}),
  };
}

function metadataMatch(draw: Draw): Json {
  const value = draw.one<Json>([
    { null_match: {} },
    { bool_match: draw.chance(0.5) },
    { double_match: { exact: 1 } },
    { double_match: { range: { start: 0, end: 2 } } },
    { present_match: draw.chance(0.5) },
    { string_match: { exact: "one" } },
    { list_match: { one_of: { string_match: { exact: "one" } } } },
    { or_match: { value_matchers: [{ bool_match: true }, { string_match: { exact: "one" } }] } },
  ]);
  return {
    filter: "test",
    path: [{ key: draw.one(["flag", "count", "word", "words", "missing"]) }],
    value,
    ...(draw.chance(0.3) ? { invert: true } : {}),
  };
}

/** A RouteMatch. */
export function generateMatch(draw: Draw): Json {
  const key = draw.chance(0.5) ? { runtime_key: "test.share" } : {};
  const fraction = draw.chance(0.08)
    ? {
        runtime_fraction: {
          default_value: { numerator: draw.one([0, 100]), denominator: "HUNDRED" },
          ...key,
        },
      }
    : {};
  return {
    ...pathMatch(draw),
    ...(draw.chance(0.5) ? { headers: draw.some([0], 2).map(() => headerMatch(draw)) } : {}),
    ...(draw.chance(0.25) ? { query_parameters: [queryMatch(draw)] } : {}),
    ...(draw.chance(0.06) ? { grpc: {} } : {}),
    ...(draw.chance(0.04) ? { tls_context: { presented: draw.chance(0.5) } } : {}),
    ...(draw.chance(0.1) ? { cookies: [cookieMatch(draw)] } : {}),
    ...(draw.chance(0.06) ? { dynamic_metadata: [metadataMatch(draw)] } : {}),
    ...(draw.chance(0.03) ? { filter_state: [{ key: "test.state", string_match: { exact: "1" } }] } : {}),
    ...fraction,
  };
}

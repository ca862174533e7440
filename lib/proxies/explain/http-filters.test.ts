import { describe, expect, it } from "vitest";
import { explainHttpFilters, type FilterFacts } from "@/lib/proxies/explain/http-filters";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop",
  path: "/api",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});
const typed = (type: string, content: object) => ({
  "@type": `type.googleapis.com/envoy.extensions.filters.http.${type}`,
  ...content,
});
const filter = (name: string, type: string, content: object, more: object = {}) => ({
  name,
  typed_config: typed(type, content),
  ...more,
});
const explain = (
  filters: readonly unknown[],
  asked = request(),
  facts: FilterFacts = {},
  overrides: Parameters<typeof explainHttpFilters>[1] = {},
) => explainHttpFilters({ http_filters: filters }, overrides, asked, facts);
const effectOf = (...all: Parameters<typeof explain>) => explain(...all)[0]?.effect;

const spiffe = "spiffe://cluster.local/ns/shop/sa/cart";
const rbac = (action: string, principal: object, permission: object = { any: true }) =>
  filter("rbac", "rbac.v3.RBAC", {
    rules: { action, policies: { "ns[shop]": { permissions: [permission], principals: [principal] } } },
  });
const byName = { authenticated: { principal_name: { exact: spiffe } } };
const caller = { isTls: true, certificate: { uris: [spiffe], dnsNames: [], subject: "" } };

describe("RBAC", () => {
  it("lets a caller through by its certificate, and refuses the others by no policy", () => {
    expect(effectOf([rbac("ALLOW", byName)], request(), caller)).toMatchObject({ does: "passes" });
    const stranger = { ...caller, certificate: { ...caller.certificate, uris: ["spiffe://x"] } };
    expect(effectOf([rbac("ALLOW", byName)], request(), stranger)).toMatchObject({
      does: "answers",
      answer: { status: 403, details: "rbac_access_denied_matched_policy[none]" },
    });
  });

  it("depends on the certificate that nobody told", () => {
    expect(effectOf([rbac("DENY", byName)])).toMatchObject({
      does: "unknown",
      dependsOn: [{ code: "certificate" }],
      otherwise: { status: 403 },
    });
  });

  it("asks each line of a header by itself, an inverted condition of all of them", () => {
    const twice = request({
      headers: [
        { name: "x-a", value: "7a" },
        { name: "x-a", value: "7" },
      ],
    });
    const seven = { name: "x-a", string_match: { exact: "7" } };
    expect(effectOf([rbac("DENY", { header: seven })], twice)).toMatchObject({ does: "answers" });
    const notSeven = { header: { ...seven, invert_match: true } };
    expect(effectOf([rbac("DENY", notSeven)], twice)).toMatchObject({ does: "passes" });
  });

  it("names no policy where one that nobody can tell comes first", () => {
    const any = { permissions: [{ any: true }], principals: [{ any: true }] };
    const policies = { b: any, a: { ...any, principals: [byName] } };
    const filters = [filter("rbac", "rbac.v3.RBAC", { rules: { action: "DENY", policies } })];
    expect(effectOf(filters)).toMatchObject({
      does: "answers",
      answer: { status: 403, details: "rbac_access_denied_matched_policy" },
    });
  });

  it("looks at ports, paths and negations", () => {
    const facts = { destination: { ip: "10.0.0.1", port: 8080 } };
    const range = { destination_port_range: { start: 8000, end: 8080 } };
    expect(effectOf([rbac("DENY", { any: true }, range)], request(), facts)).toMatchObject({
      does: "passes",
    });
    const path = { not_rule: { url_path: { path: { prefix: "/admin" } } } };
    expect(effectOf([rbac("DENY", { any: true }, path)])).toMatchObject({ does: "answers" });
  });

  it("tells of shadow rules and lets the request on", () => {
    const shadow = {
      action: "DENY",
      policies: { p: { permissions: [{ any: true }], principals: [{ any: true }] } },
    };
    const [step] = explain([filter("rbac", "rbac.v3.RBAC", { shadow_rules: shadow })]);
    expect(step).toMatchObject({
      effect: { does: "passes" },
      notes: [{ code: "rbac_shadow_denied", values: { policy: "p" } }],
    });
  });
});

describe("a filter's configuration", () => {
  const abort = { abort: { http_status: 503, percentage: { numerator: 100 } } };
  const route = { typed_per_filter_config: { fault: typed("fault.v3.HTTPFault", abort) } };
  const fault = filter("fault", "fault.v3.HTTPFault", {});

  it("is the most specific one, and it ends the walk where it answers", () => {
    const steps = explain([fault, rbac("ALLOW", byName)], request(), {}, { route, virtualHost: {} });
    expect(steps).toMatchObject([{ from: "route", effect: { does: "answers", answer: { flag: "FI" } } }]);
  });

  it("may be off for a route, or on for it only", () => {
    const off = { "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", disabled: true };
    const without = { typed_per_filter_config: { rbac: off } };
    expect(effectOf([rbac("ALLOW", byName)], request(), {}, { route: without })).toMatchObject({
      does: "passes",
      because: { code: "disabled" },
    });
    expect(effectOf([{ ...fault, disabled: true }], request(), {}, { route })).toMatchObject({
      does: "answers",
    });
  });

  it("of a stranger is opaque, never guessed", () => {
    expect(effectOf([filter("x", "moon.v3.Phase", {})])).toMatchObject({ does: "opaque" });
    expect(effectOf([filter("lua", "lua.v3.Lua", {})])).toMatchObject({
      does: "opaque",
      why: { code: "script" },
    });
  });
});

describe("faults, limits and origins", () => {
  it("abort a share, and only the callers whose headers fit", () => {
    const config = {
      abort: { http_status: 500, percentage: { numerator: 5 } },
      headers: [{ name: "x-user", string_match: { exact: "j" } }],
    };
    const fault = filter("fault", "fault.v3.HTTPFault", config);
    expect(effectOf([fault])).toMatchObject({ does: "passes" });
    const headers = [{ name: "x-user", value: "j" }];
    expect(effectOf([fault], request({ headers }))).toMatchObject({ does: "may_answer", sharePercent: 5 });
  });

  it("may answer 429 when a bucket is empty, if they are enforced", () => {
    const on = { default_value: { numerator: 100 } };
    const limit = { token_bucket: { max_tokens: 10, fill_interval: "1s" }, filter_enabled: on };
    expect(effectOf([filter("l", "local_ratelimit.v3.LocalRateLimit", limit)])).toMatchObject({
      because: { code: "limit_not_enforced" },
    });
    const enforced = { ...limit, filter_enforced: on };
    expect(effectOf([filter("l", "local_ratelimit.v3.LocalRateLimit", enforced)])).toMatchObject({
      does: "may_answer",
      answer: { status: 429, flag: "RL" },
    });
  });

  it("answer the preflight of an allowed origin", () => {
    const policy = typed("cors.v3.CorsPolicy", { allow_origin_string_match: [{ suffix: ".shop" }] });
    const headers = [
      { name: "origin", value: "https://a.shop" },
      { name: "access-control-request-method", value: "PUT" },
    ];
    const overrides = { route: { typed_per_filter_config: { cors: policy } } };
    const cors = filter("cors", "cors.v3.Cors", {});
    const asked = request({ method: "OPTIONS", headers });
    expect(effectOf([cors], asked, {}, overrides)).toMatchObject({
      does: "answers",
      answer: { status: 200 },
    });
    expect(effectOf([cors], { ...asked, method: "GET" }, {}, overrides)).toMatchObject({ does: "passes" });
  });
});

describe("JWT", () => {
  const config = {
    providers: { p: { issuer: "me" } },
    rules: [{ match: { prefix: "/api" }, requires: { provider_name: "p" } }],
  };
  const jwt = filter("jwt", "jwt_authn.v3.JwtAuthentication", config);
  const bearer = (claims: object) => [
    { name: "authorization", value: `Bearer x.${btoa(JSON.stringify(claims))}.y` },
  ];

  it("refuses a request without a token, leaves a signature open, and believes what it is told", () => {
    expect(effectOf([jwt])).toMatchObject({
      does: "answers",
      answer: { status: 401, body: "Jwt is missing" },
    });
    expect(effectOf([jwt], request({ headers: bearer({ iss: "me" }) }))).toMatchObject({
      does: "unknown",
      dependsOn: [{ code: "token_signature" }],
    });
    expect(effectOf([jwt], request({ token: { iss: "me" } }))).toMatchObject({ does: "passes" });
    expect(effectOf([jwt], request({ headersAreComplete: false }))).toMatchObject({ does: "unknown" });
  });

  it("asks only where a rule says so", () => {
    expect(effectOf([jwt], request({ path: "/open" }))).toMatchObject({ because: { code: "jwt_no_rule" } });
  });
});

import { describe, expect, it } from "vitest";
import { explainNetworkFilters } from "@/lib/proxies/explain/network-filters";
import { findRoute } from "@/lib/proxies/explain/find-route";
import { redirectOf } from "@/lib/proxies/explain/redirect";
import { explainHttpFilters } from "@/lib/proxies/explain/http-filters";
import { outcomeOf } from "@/lib/proxies/explain/route-outcome";
import { headerOf, isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { routeEffects } from "@/lib/proxies/explain/route-effects";
import { withHeaderChanges } from "@/lib/proxies/explain/sent-headers";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop",
  path: "/api/v1",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});
const effects = (route: object, asked = request(), more: object = {}) =>
  routeEffects({}, { route: { match: { prefix: "/api" }, route }, ...more }, asked);

describe("timeouts", () => {
  it("are 15 s, the route's, or what the request asks for", () => {
    expect(effects({}).timeouts.requestMs).toEqual({ value: 15_000, from: "default" });
    expect(effects({ timeout: "0s" }).timeouts.requestMs).toEqual({ value: 0, from: "route" });
    const headers = [{ name: "x-envoy-upstream-rq-timeout-ms", value: "200" }];
    expect(effects({ timeout: "3s" }, request({ headers })).timeouts.requestMs).toEqual({
      value: 200,
      from: "request_header",
    });
  });

  it("of one try count only where they are shorter than the whole", () => {
    const retry_policy = { retry_on: "5xx", per_try_timeout: "4s" };
    expect(effects({ timeout: "3s", retry_policy }).timeouts.perTryMs).toBeUndefined();
    expect(effects({ timeout: "5s", retry_policy }).timeouts.perTryMs?.value).toBe(4000);
  });

  it("of gRPC are the caller's up to what is allowed", () => {
    const headers = [
      { name: "content-type", value: "application/grpc" },
      { name: "grpc-timeout", value: "9S" },
    ];
    const found = effects({ max_grpc_timeout: "2s" }, request({ headers }));
    expect(found.timeouts.requestMs.value).toBe(2000);
  });
});

describe("retries and rewrites", () => {
  it("come from the route, else from the virtual host", () => {
    const virtualHost = { retry_policy: { retry_on: "connect-failure, 5xx", num_retries: 4 } };
    expect(effects({}, request(), { virtualHost }).retries).toMatchObject({
      from: "virtual_host",
      value: { attempts: 4, on: ["connect-failure", "5xx"] },
    });
    expect(effects({}).retries).toBeUndefined();
  });

  it("change the path by its prefix, and the host by a header", () => {
    const headers = [{ name: "x-to", value: "other" }];
    const found = effects({ prefix_rewrite: "/", host_rewrite_header: "x-to" }, request({ headers }));
    expect(found.path).toEqual({ before: "/api/v1", after: "//v1" });
    expect(found.host).toEqual({ kind: "header", header: "x-to", host: "other" });
  });

  it("write headers of the route first and of the table last, or the other way round", () => {
    const add = (value: string) => ({
      request_headers_to_add: [
        { header: { key: "X-A", value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
      ],
    });
    const sent = (wins: boolean) =>
      withHeaderChanges(
        request(),
        routeEffects(
          {},
          {
            route: { route: {}, ...add("route") },
            routeConfig: { ...add("table"), most_specific_header_mutations_wins: wins },
          },
          request(),
        ).requestHeaders,
      ).request.headers;
    expect(sent(false)).toEqual([{ name: "x-a", value: "table" }]);
    expect(sent(true)).toEqual([{ name: "x-a", value: "route" }]);
  });
});

describe("a header whose value comes out empty", () => {
  it("is written only where its option keeps it", () => {
    const sent = (own: object) =>
      withHeaderChanges(
        request(),
        routeEffects(
          {},
          {
            route: {
              route: {},
              request_headers_to_add: [{ header: { key: "x-a", value: "%REQ(x-none)%" }, ...own }],
            },
          },
          request(),
        ).requestHeaders,
      ).request.headers;
    expect(sent({})).toEqual([]);
    expect(sent({ keep_empty_value: true })).toEqual([{ name: "x-a", value: "" }]);
  });
});

describe("network filters", () => {
  const typed = (type: string, content: object) => ({
    name: type,
    typed_config: { "@type": `type.googleapis.com/envoy.extensions.filters.network.${type}`, ...content },
  });
  it("close a connection that RBAC denies before it reaches the TCP proxy", () => {
    const policies = {
      p: {
        permissions: [{ any: true }],
        principals: [{ source_ip: { address_prefix: "10.0.0.0", prefix_len: 8 } }],
      },
    };
    const filters = [
      typed("rbac.v3.RBAC", { rules: { action: "DENY", policies } }),
      typed("tcp_proxy.v3.TcpProxy", { cluster: "db" }),
    ];
    expect(explainNetworkFilters({ filters }, { directSourceIp: "10.1.1.1" }).end.kind).toBe("closed");
    expect(explainNetworkFilters({ filters }, { directSourceIp: "9.1.1.1" }).end).toMatchObject({
      kind: "tcp",
      clusters: [{ cluster: "db" }],
    });
  });
});

describe("a table with thousands of routes", () => {
  it("is walked to its end, with each skipped route's reason", () => {
    const routes = Array.from({ length: 5000 }, (_, index) => ({
      name: `r${index}`,
      match: { path: `/p/${index}` },
    }));
    const found = findRoute(
      { virtual_hosts: [{ name: "h", domains: ["*"], routes }] },
      request({ path: "/p/4999" }),
    );
    expect(found.kind === "routes" && [found.skipped.length, found.routes[0]?.name]).toEqual([4999, "r4999"]);
  });
});

describe("a rewrite that has nothing to write", () => {
  const asked: ExplainedRequest = {
    authority: "shop",
    path: "/a/b?q",
    method: "GET",
    scheme: "http",
    headers: [],
    headersAreComplete: true,
  };
  const effectsOf = (action: object, more: object = {}) =>
    routeEffects({}, { route: { match: { prefix: "/" }, route: action, ...more } }, asked);

  it("leaves the path as it is", () => {
    const rewrite = { pattern: { regex: "/.*" }, substitution: "" };
    expect(effectsOf({ regex_rewrite: rewrite }).path).toBeUndefined();
  });

  it("takes the path for the host where the expression does not fit, and no host for an empty one", () => {
    const host = (regex: string, substitution: string) =>
      effectsOf({ host_rewrite_path_regex: { pattern: { regex }, substitution } }).host;
    expect(host("/a", String.raw`\1`)).toEqual({ kind: "path_regex", host: "/a/b" });
    expect(host("/.*", "")).toBeUndefined();
  });

  it("reads the host from a header that the route itself has written", () => {
    const added = (value: string) => ({ request_headers_to_add: [{ header: { key: "x-h", value } }] });
    expect(effectsOf({ host_rewrite_header: "x-h" }, added("b.com")).host).toMatchObject({ host: "b.com" });
    expect(effectsOf({ host_rewrite_header: "x-h" }, added("%HOSTNAME%")).host).toEqual({
      kind: "header",
      header: "x-h",
    });
  });

  it("adds no port of 0 to a redirect", () => {
    expect(redirectOf({ port_redirect: 0, path_redirect: "/n" }, undefined, asked).location).toBe(
      "http://shop/n?q",
    );
  });

  it("is not gRPC without a path", () => {
    const headers = [{ name: "content-type", value: "application/grpc" }];
    expect(isGrpc({ ...asked, headers })).toBe(true);
    expect(isGrpc({ ...asked, headers, method: "CONNECT", path: undefined })).toBe(false);
  });
});

describe("what callers ask by headers", () => {
  const asked = (headers: Record<string, string>): ExplainedRequest => ({
    authority: "shop",
    path: "/",
    method: "GET",
    scheme: "http",
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    headersAreComplete: true,
  });

  it("is how long a stream may last, where the route heeds grpc-timeout", () => {
    const stream = {
      max_stream_duration: "9s",
      grpc_timeout_header_max: "2s",
      grpc_timeout_header_offset: "0.1s",
    };
    const lasts = (timeout?: string) =>
      routeEffects(
        {},
        { route: { route: { max_stream_duration: stream } } },
        asked(timeout === undefined ? {} : { "grpc-timeout": timeout }),
      ).timeouts.maxStreamDurationMs;
    expect(lasts()).toEqual({ value: 9000, from: "route" });
    expect(lasts("1S")).toEqual({ value: 900, from: "request_header" });
    expect(lasts("1M")).toEqual({ value: 1900, from: "route" });
    expect(lasts("50m")).toEqual({ value: 0, from: "request_header" });
    expect(lasts("soon")).toEqual({ value: 9000, from: "route" });
  });

  it("is refused by a strict router when it is no number", () => {
    const hcm = {
      http_filters: [
        {
          name: "router",
          typed_config: {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
            strict_check_headers: ["x-envoy-max-retries", "x-envoy-retry-on"],
          },
        },
      ],
    };
    const effect = (headers: Record<string, string>, route: object = { route: { cluster: "a" } }) =>
      explainHttpFilters(hcm, { route }, asked(headers), {})[0]?.effect;
    expect(effect({ "x-envoy-max-retries": "x" })).toMatchObject({ answer: { status: 400, flag: "IH" } });
    expect(effect({ "x-envoy-retry-on": "5xx,bogus" })).toMatchObject({ does: "answers" });
    expect(effect({ "x-envoy-retry-on": "5xx, reset" })).toEqual({ does: "passes" });
    expect(effect({ "x-envoy-max-retries": "x" }, { redirect: {} })).toEqual({ does: "passes" });
  });

  it("goes on as it was written before, with the host of the share, or is not known", () => {
    const add = (key: string, value: string, from: "weighted_cluster" | "route") => ({
      name: key,
      action: "append" as const,
      value,
      from,
    });
    const changes = [
      add("x-a", "%HOSTNAME%", "weighted_cluster"),
      add("x-b", "%REQ(:authority)%", "route"),
      add("x-c", "%REQ(x-a)%", "route"),
    ];
    const found = withHeaderChanges(asked({}), changes, "share.com");
    expect([...found.unknown]).toEqual(["x-a", "x-c"]);
    expect(headerOf(found.request, "x-b")).toBe("share.com");
  });

  it("leads, where the route is for filters only, to no cluster", () => {
    expect(outcomeOf({ non_forwarding_action: {} }, asked({}))).toEqual({
      kind: "clusters",
      clusters: [{ cluster: "", weight: 1 }],
    });
  });
});

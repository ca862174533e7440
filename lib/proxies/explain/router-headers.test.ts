import { describe, expect, it } from "vitest";
import { explainHttpFilters } from "@/lib/proxies/explain/http-filters";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
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

describe("what the router itself writes", () => {
  const written = (action: object, headers: Record<string, string> = {}, more: object = {}) => {
    const effects = routeEffects(
      {},
      { route: { match: { prefix: "/" }, route: { cluster: "a", ...action } }, ...more },
      request({ headers: Object.entries(headers).map(([name, value]) => ({ name, value })) }),
    );
    return Object.fromEntries(effects.routerHeaders.map(({ name, value }) => [name, value]));
  };

  it("is the time that the other end has, and the count of tries", () => {
    expect(written({})).toEqual({ "x-envoy-expected-rq-timeout-ms": "15000" });
    const policy = { timeout: "9s", retry_policy: { retry_on: "5xx", per_try_timeout: "2s" } };
    expect(written(policy)).toMatchObject({ "x-envoy-expected-rq-timeout-ms": "2000" });
    expect(written({ timeout: "0s" })).toEqual({});
    const counted = written({}, {}, { virtualHost: { include_request_attempt_count: true } });
    expect(counted["x-envoy-attempt-count"]).toBe("1");
    const grpc = { "content-type": "application/grpc", "grpc-timeout": "5S" };
    expect(written({ max_grpc_timeout: "2s" }, grpc)["grpc-timeout"]).toBe("2000m");
  });

  it("is what rewrites replace, even with the same, but not of a share", () => {
    const rewrite = { prefix_rewrite: "/", host_rewrite_literal: "b", append_x_forwarded_host: true };
    expect(written(rewrite, { "x-forwarded-host": "first" })).toMatchObject({
      "x-envoy-original-path": "/api/v1",
      "x-envoy-original-host": "shop",
      "x-forwarded-host": "first,shop",
    });
    const share = written({}, {}, { weightedCluster: { host_rewrite_literal: "b" } });
    expect(share["x-envoy-original-host"]).toBeUndefined();
  });

  it("takes what callers ask of it", () => {
    expect(written({}, { "x-envoy-max-retries": "2" })).toMatchObject({ "x-envoy-max-retries": "" });
  });
});

it("makes mutations of a filter one after the other", () => {
  const mutations = {
    request_mutations: [{ append: { header: { key: "x-a", value: "1" } } }, { remove: "x-a" }],
  };
  const filter = {
    name: "hm",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
      mutations,
    },
  };
  const effect = explainHttpFilters({ http_filters: [filter] }, {}, request(), {})[0]?.effect;
  const changes = effect?.does === "changes" ? effect.requestHeaders : [];
  expect(withHeaderChanges(request(), changes).request.headers).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { findRoute } from "@/lib/proxies/explain/find-route";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { outcomeOf } from "@/lib/proxies/explain/route-outcome";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop.example.com",
  path: "/",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});
const host = (
  name: string,
  domains: readonly string[],
  routes: readonly unknown[] = [{ match: { prefix: "/" } }],
) => ({
  name,
  domains,
  routes,
});
const table = (...hosts: readonly unknown[]) => ({ virtual_hosts: hosts });
const routesOf = (config: unknown, asked: ExplainedRequest) => {
  const found = findRoute(config, asked);
  return found.kind === "routes" ? found : undefined;
};

describe("the virtual host", () => {
  const hosts = table(
    host("any", ["*"]),
    host("short", ["*.example.com"]),
    host("long", ["*.shop.example.com"]),
    host("prefix", ["shop.*"]),
    host("exact", ["Shop.example.com"]),
    host("port", ["cart:9080"]),
  );
  it.each([
    ["shop.example.com", "exact"],
    ["a.shop.example.com", "long"],
    ["b.example.com", "short"],
    ["shop.local", "prefix"],
    [".example.com", "any"],
    ["cart:9080", "port"],
    ["cart", "any"],
  ])("of %s is %s", (authority, name) => {
    expect(routesOf(hosts, request({ authority }))?.host.name).toBe(name);
  });

  it("leaves the port out only where it is told to, also of an IPv6 address", () => {
    const config = table(host("v6", ["[::1]"]));
    expect(findRoute(config, request({ authority: "[::1]:80" })).kind).toBe("no_virtual_host");
    const ignoring = { ...config, ignore_port_in_host_matching: true };
    expect(routesOf(ignoring, request({ authority: "[::1]:80" }))?.host.name).toBe("v6");
  });
});

describe("a route", () => {
  const first = (match: unknown, asked: Partial<ExplainedRequest> = {}) =>
    routesOf(table(host("h", ["*"], [{ name: "r", match }])), request(asked));

  it("whose condition fails is skipped with the reason", () => {
    expect(first({ prefix: "/api" })?.skipped).toMatchObject([
      { name: "r", because: [{ code: "path_prefix", values: { wanted: "/api", found: "/" } }] },
    ]);
  });

  it("is never taken by a missing header, not even inverted, unless it counts as empty", () => {
    const header = { name: "x", string_match: { exact: "a" }, invert_match: true };
    expect(first({ prefix: "/", headers: [header] })?.isCertain).toBe(false);
    const asEmpty = { ...header, treat_missing_header_as_empty: true };
    expect(first({ prefix: "/", headers: [asEmpty] })?.isCertain).toBe(true);
    expect(first({ prefix: "/", headers: [{ name: "x", present_match: false }] })?.isCertain).toBe(true);
  });

  it("that asks for a header nobody spoke of depends on it, and the next one is a possibility too", () => {
    const config = table(
      host(
        "h",
        ["*"],
        [
          { name: "a", match: { prefix: "/", headers: [{ name: "x-user", string_match: { exact: "j" } }] } },
          { name: "b", match: { prefix: "/" } },
          { name: "c", match: { prefix: "/" } },
        ],
      ),
    );
    const found = routesOf(config, request({ headersAreComplete: false }));
    expect(found?.routes.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["a", [{ code: "header", values: { name: "x-user" } }]],
      ["b", []],
    ]);
    expect(found?.isCertain).toBe(true);
  });

  it("with a condition that we don't know is unknown, not taken", () => {
    expect(first({ prefix: "/", moon_phase: [{}] })?.routes[0]?.dependsOn).toEqual([
      { code: "condition", values: { name: "moon_phase" } },
    ]);
  });

  it("takes a share of the requests by a draw that nobody knows", () => {
    const fraction = (numerator: number) => ({
      prefix: "/",
      runtime_fraction: { default_value: { numerator, denominator: "TEN_THOUSAND" } },
    });
    expect(first(fraction(10_000))?.isCertain).toBe(true);
    expect(first(fraction(0))?.routes).toEqual([]);
    expect(first(fraction(500))?.routes[0]?.dependsOn).toMatchObject([{ values: { percent: "5" } }]);
  });

  it("answers in linear time to an expression that would take for ever otherwise", () => {
    const match = { safe_regex: { regex: "(/a+)+$" } };
    expect(first(match, { path: `${"/a".repeat(2000)}!` })?.routes).toEqual([]);
  });

  it("reads istiod's own JSON too", () => {
    const config = {
      virtualHosts: [
        { name: "h", domains: ["*"], routes: [{ name: "r", match: { pathSeparatedPrefix: "/api" } }] },
      ],
    };
    expect(routesOf(config, request({ path: "/api/v1" }))?.isCertain).toBe(true);
    expect(routesOf(config, request({ path: "/apis" }))?.isCertain).toBe(false);
  });
});

describe("what a route does", () => {
  it("leaves out clusters without weight, and follows one header value to a cluster", () => {
    const weighted = {
      route: {
        weighted_clusters: {
          clusters: [
            { name: "a", weight: 0 },
            { name: "b", weight: 3 },
          ],
        },
      },
    };
    expect(outcomeOf(weighted, request())).toEqual({
      kind: "clusters",
      clusters: [{ cluster: "b", weight: 3, proto: { name: "b", weight: 3 } }],
    });
    const headers = [
      { name: "x-to", value: "c1" },
      { name: "x-to", value: "c2" },
    ];
    expect(outcomeOf({ route: { cluster_header: "x-to" } }, request({ headers }))).toMatchObject({
      cluster: "c1",
    });
  });

  it("sends elsewhere as Envoy writes it", () => {
    const redirect = {
      match: { prefix: "/old" },
      redirect: { prefix_rewrite: "/new", https_redirect: true },
    };
    const asked = request({ authority: "shop:80", path: "/old/a?b=1" });
    expect(outcomeOf(redirect, asked)).toMatchObject({ status: 301, location: "https://shop/new/a?b=1" });
  });
});

import { describe, expect, it } from "vitest";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { routeConfigFor } from "./route-config";

const proxy = { namespace: "bookinfo", labels: {} };
const services =
  serviceYaml("reviews") + serviceYaml("ratings") + serviceYaml("cart", { port: "{name: grpc, port: 9080}" });

function routesOf(rules: string, kind = "HTTPRoute", service = "reviews") {
  const yaml = `---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: r, namespace: bookinfo}
spec: {parentRefs: [{group: "", kind: Service, name: ${service}}], rules: [${rules}]}
`;
  const config = routeConfigFor({ objects: meshFromYaml(services + yaml), proxy, port: 9080 });
  return config.virtualHosts.find(({ domains }) => domains.includes(service))?.routes ?? [];
}
const backend = "backendRefs: [{name: reviews, port: 9080}]";

describe("Gateway API rules", () => {
  it("go by precedence: exact, longest prefix, expression; then method, headers, parameters", () => {
    const rules = [
      "{name: expression, matches: [{path: {type: RegularExpression, value: /very/long/expression.*}}]",
      "{name: short, matches: [{path: {type: PathPrefix, value: /a}}]",
      "{name: headers, matches: [{path: {type: PathPrefix, value: /a}, headers: [{name: x, value: y}]}]",
      "{name: method, matches: [{path: {type: PathPrefix, value: /a}, method: GET}]",
      "{name: long, matches: [{path: {type: PathPrefix, value: /a/b}}]",
      "{name: exact, matches: [{path: {type: Exact, value: /}}]",
    ];
    const routes = routesOf(rules.map((rule) => `${rule}, ${backend}}`).join(", "));
    expect(routes.map(({ name }) => name)).toEqual([
      "exact",
      "long",
      "method",
      "headers",
      "short",
      "expression",
    ]);
  });

  it.each([
    ["{request: 5s, backendRequest: 2s}", 2000],
    ["{request: 5s}", 5000],
    ["{request: 0s}", undefined],
  ])("time-outs %s without retries give %s", (timeouts, timeoutMs) => {
    expect(routesOf(`{timeouts: ${timeouts}, ${backend}}`)[0]?.timeoutMs).toBe(timeoutMs);
  });

  it("with retries give each try the time-out of the backend", () => {
    const [route] = routesOf(
      `{timeouts: {request: 5s, backendRequest: 2s}, retry: {codes: [503]}, ${backend}}`,
    );
    expect(route).toMatchObject({
      timeoutMs: 5000,
      retries: { attempts: 2, perTryTimeoutMs: 2000, retriableStatusCodes: [503] },
    });
  });

  it.each([
    ["/new/", { prefix: "/new" }],
    ["/", { regex: { pattern: "^/a\\.b(/?)(.*)", substitution: "/\\2" } }],
  ])("replace a prefix by %s", (by, rewrite) => {
    const filter = `{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: ${by}}}}`;
    const match = "matches: [{path: {type: PathPrefix, value: /a.b}}]";
    expect(routesOf(`{${match}, filters: [${filter}], ${backend}}`)[0]?.rewrite).toEqual(rewrite);
  });

  it("answer 500 without a weight, and lead a missing Service to a missing cluster", () => {
    expect(routesOf("{backendRefs: [{name: reviews, port: 9080, weight: 0}]}")[0]?.action).toEqual({
      kind: "direct_response",
      status: 500,
    });
    expect(routesOf("{backendRefs: [{name: gone, port: 9080}]}")[0]?.action).toMatchObject({
      clusters: [{ cluster: "outbound|9080||gone.bookinfo.svc.cluster.local" }],
    });
    const other = "{backendRefs: [{group: example.io, kind: Thing, name: x, port: 1}]}";
    expect(routesOf(other)[0]?.action).toMatchObject({ clusters: [{ cluster: "UnknownService" }] });
  });

  it("are no use at all when one of them can't be read", () => {
    const [route] = routesOf(`{${backend}}, {backendRefs: [{name: reviews}]}`);
    expect(route?.name).toBe("default");
  });

  it("leave out a mirror that leads nowhere", () => {
    const mirror = (name: string) =>
      `{type: RequestMirror, requestMirror: {backendRef: {name: ${name}, port: 9080}, fraction: {numerator: 1, denominator: 4}}}`;
    expect(routesOf(`{filters: [${mirror("gone")}, ${mirror("ratings")}], ${backend}}`)[0]?.mirrors).toEqual([
      { cluster: "outbound|9080||ratings.bookinfo.svc.cluster.local", percent: 25 },
    ]);
  });

  it.each([
    ["{service: shop.Cart, method: Add}", { kind: "exact", value: "/shop.Cart/Add" }],
    ["{service: shop.Cart}", { kind: "path_separated_prefix", value: "/shop.Cart" }],
    ["{method: Add}", { kind: "regex", value: "/[^/]+/Add" }],
    ["{type: RegularExpression, service: shop}", { kind: "regex", value: "/shop/.+" }],
  ])("of GRPCRoutes match %s as a path", (method, path) => {
    const [route] = routesOf(
      `{matches: [{method: ${method}}], backendRefs: [{name: cart, port: 9080}]}`,
      "GRPCRoute",
      "cart",
    );
    expect(route?.match.path).toEqual(path);
  });
});

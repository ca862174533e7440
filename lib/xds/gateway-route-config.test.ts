import { describe, expect, it } from "vitest";
import { matchRoute } from "./match-route";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { routeConfigFor } from "./route-config";
import type { XdsRoute } from "./model";
import type { XdsProxy } from "./proxy-scope";

const services = ["productpage", "reviews", "ratings", "details"].map((name) => serviceYaml(name)).join("");
const caller: XdsProxy = { namespace: "bookinfo", labels: { app: "productpage" } };

const rule = (name: string, body: string, extra = "") => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: bookinfo${extra}}
spec: ${body}
`;
const to = (subset: string) => `{route: [{destination: {host: reviews, subset: ${subset}}}]}`;

function routeTo(
  yaml: string,
  host: string,
  headers: Record<string, string> = {},
  proxy = caller,
): XdsRoute | undefined {
  const config = routeConfigFor({ objects: meshFromYaml(services + "\n---\n" + yaml), proxy, port: 9080 });
  return matchRoute(config, { host, path: "/x", headers });
}

function split(route: XdsRoute | undefined): Record<string, number> {
  if (route?.action.kind !== "forward") return {};
  return Object.fromEntries(
    route.action.clusters.map((entry) => [entry.cluster.split("|")[2] ?? "", entry.weight]),
  );
}

describe("Gateway API routes", () => {
  const httpRoute = (name: string, parent: string, rules: string, namespace = "bookinfo") => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${namespace}}
spec: {parentRefs: [${parent}], rules: ${rules}}
`;
  it("on a Service become a generated VirtualService with its weights", () => {
    const yaml = httpRoute(
      "canary",
      `{group: "", kind: Service, name: reviews, port: 9080}`,
      `[{backendRefs: [{name: reviews, port: 9080, weight: 9}, {name: ratings, port: 9080, weight: 1}]}]`,
    );
    const route = routeTo(yaml, "reviews");
    expect(route?.action).toEqual({
      kind: "forward",
      clusters: [
        { cluster: "outbound|9080||reviews.bookinfo.svc.cluster.local", weight: 9 },
        { cluster: "outbound|9080||ratings.bookinfo.svc.cluster.local", weight: 1 },
      ],
    });
    expect(route?.configPath).toBe(
      "/apis/networking.istio.io/v1/namespaces/bookinfo/virtual-service/bookinfo~9080~reviews.bookinfo.svc.cluster.local",
    );
  });

  it("of a caller's namespace apply to its own calls only", () => {
    const yaml = httpRoute(
      "mine",
      `{group: "", kind: Service, name: reviews, namespace: bookinfo, port: 9080}`,
      `[{backendRefs: [{name: fake, port: 80}]}]`,
      "shop",
    );
    expect(routeTo(yaml, "reviews.bookinfo", {}, { namespace: "shop", labels: {} })?.name).toBe(
      "shop.mine.0",
    );
    expect(routeTo(yaml, "reviews.bookinfo")?.name).toBe("default");
  });

  it("match whole path segments, the most specific first, through their Gateway", () => {
    const objects = meshFromYaml(`${services}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop, namespace: bookinfo}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]}
${httpRoute("r", "{name: shop}", `[{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: details, port: 9080}]}, {matches: [{path: {type: PathPrefix, value: /reviews}}], backendRefs: [{name: reviews, port: 9080}]}, {matches: [{path: {type: Exact, value: /reviews}}], backendRefs: [{name: ratings, port: 9080}]}]`)}`);
    const proxy: XdsProxy = {
      namespace: "bookinfo",
      labels: { "gateway.networking.k8s.io/gateway-name": "shop" },
      gateway: true,
    };
    const config = routeConfigFor({ objects, proxy, port: 80 });
    const name = (path: string) => matchRoute(config, { host: "a.example.com", path })?.name;
    expect([name("/reviews"), name("/reviews/1"), name("/reviewsx")]).toEqual([
      "bookinfo.r.2",
      "bookinfo.r.1",
      "bookinfo.r.0",
    ]);
    expect(matchRoute(config, { host: "example.org", path: "/" })).toBeUndefined();
  });
});

describe("gateway hosts", () => {
  it("merge the VirtualServices of one host, catch-all last", () => {
    const yaml = `${services}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g, namespace: bookinfo}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["bookinfo/*"]}]}
${rule("all", `{hosts: ["*"], gateways: [g], http: [${to("all")}]}`, ", creationTimestamp: '2026-01-01T00:00:00Z'")}${rule("a", `{hosts: ["*"], gateways: [g], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: reviews, subset: a}}]}]}`, ", creationTimestamp: '2026-02-01T00:00:00Z'")}`;
    const proxy: XdsProxy = { namespace: "istio-system", labels: { istio: "ingressgateway" }, gateway: true };
    const config = routeConfigFor({ objects: meshFromYaml(yaml), proxy, port: 80 });
    expect(split(matchRoute(config, { host: "x", path: "/a" }))).toEqual({ a: 100 });
    expect(split(matchRoute(config, { host: "x", path: "/b" }))).toEqual({ all: 100 });
  });

  it("without any VirtualService leave a blackhole", () => {
    const config = routeConfigFor({
      objects: {},
      proxy: { namespace: "x", labels: {}, gateway: true },
      port: 80,
    });
    expect(config.virtualHosts).toEqual([{ name: "blackhole:80", domains: ["*"], routes: [] }]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { matchRoute } from "./match-route";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { routeConfigFor, routedPorts } from "./route-config";
import { proxyScope } from "./proxy-scope";
import type { XdsRoute } from "./model";
import type { XdsProxy } from "./proxy-scope";

const bookinfo = "../shared/acceptance/bookinfo";
const services = ["productpage", "reviews", "ratings", "details"].map((name) => serviceYaml(name)).join("");
const caller: XdsProxy = { namespace: "bookinfo", labels: { app: "productpage" } };

function read(...files: string[]): string {
  return files.map((file) => readFileSync(`${bookinfo}/${file}`, "utf8")).join("\n---\n");
}

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

describe.skipIf(!existsSync(bookinfo))("Istio's bookinfo rules", () => {
  it.each([
    ["virtual-service-reviews-80-20.yaml", {}, { v1: 80, v2: 20 }],
    ["virtual-service-reviews-90-10.yaml", {}, { v1: 90, v2: 10 }],
    ["virtual-service-reviews-50-v3.yaml", {}, { v1: 50, v3: 50 }],
    ["virtual-service-reviews-v3.yaml", {}, { v3: 100 }],
    ["virtual-service-reviews-test-v2.yaml", {}, { v1: 100 }],
    ["virtual-service-reviews-test-v2.yaml", { "End-User": "jason" }, { v2: 100 }],
    ["virtual-service-reviews-jason-v2-v3.yaml", { "end-user": "jason" }, { v2: 100 }],
    ["virtual-service-reviews-jason-v2-v3.yaml", { "end-user": "jasonx" }, { v3: 100 }],
  ])("%s with %j sends reviews to %j", (file, headers, expected) => {
    expect(split(routeTo(read(file), "reviews:9080", headers))).toEqual(expected);
  });

  it("delays ratings by 7 s for jason only", () => {
    const rules = read("virtual-service-ratings-test-delay.yaml");
    expect(routeTo(rules, "ratings", { "end-user": "jason" })?.fault).toEqual({
      delay: { percent: 100, delayMs: 7000 },
    });
    expect(routeTo(rules, "ratings")?.fault).toBeUndefined();
  });

  it("aborts ratings with 500 for jason", () => {
    const rules = read("virtual-service-ratings-test-abort.yaml");
    expect(routeTo(rules, "ratings", { "end-user": "jason" })?.fault).toEqual({
      abort: { percent: 100, httpStatus: 500 },
    });
  });

  it("routes the gateway's paths and answers 404 for the others", () => {
    const gateway: XdsProxy = {
      namespace: "istio-system",
      labels: { istio: "ingressgateway" },
      gateway: true,
    };
    const objects = meshFromYaml(services + "\n---\n" + read("bookinfo-gateway.yaml"));
    const config = routeConfigFor({ objects, proxy: gateway, port: 8080 });
    expect(config.name).toBe("http.8080");
    expect(config.virtualHosts.map((host) => host.name)).toEqual(["*:8080"]);
    const route = (path: string) => matchRoute(config, { host: "any.example.com", path });
    expect(route("/productpage?u=normal")?.action).toEqual({
      kind: "forward",
      clusters: [{ cluster: "outbound|9080||productpage.bookinfo.svc.cluster.local", weight: 100 }],
    });
    expect(route("/static/x.css")?.operation).toBe("productpage.bookinfo.svc.cluster.local:9080/static*");
    expect(route("/productpage/1")).toBeUndefined();
  });
});

describe("a service without rules", () => {
  it("has the virtual host, domains and default route that istiod sends", () => {
    const config = routeConfigFor({ objects: meshFromYaml(services), proxy: caller, port: 9080 });
    expect(config.virtualHosts.map((host) => host.name)).toEqual([
      "details.bookinfo.svc.cluster.local:9080",
      "productpage.bookinfo.svc.cluster.local:9080",
      "ratings.bookinfo.svc.cluster.local:9080",
      "reviews.bookinfo.svc.cluster.local:9080",
      "allow_any",
    ]);
    expect(config.virtualHosts[0]?.domains).toEqual([
      "details.bookinfo.svc.cluster.local",
      "details.bookinfo.svc.cluster.local.",
      "details",
      "details.bookinfo.svc",
      "details.bookinfo",
    ]);
    const route = matchRoute(config, { host: "details", path: "/" });
    expect(route).toMatchObject({
      name: "default",
      retries: {
        attempts: 2,
        retryOn: "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
      },
    });
    expect(route?.timeoutMs).toBeUndefined();
    expect(route?.configPath).toBeUndefined();
  });

  it("cannot be reached by its bare name from another namespace", () => {
    const proxy = { namespace: "shop", labels: {} };
    const config = routeConfigFor({ objects: meshFromYaml(services), proxy, port: 9080 });
    expect(matchRoute(config, { host: "details", path: "/" })?.name).toBe("allow_any");
    expect(matchRoute(config, { host: "details.bookinfo", path: "/" })?.name).toBe("default");
  });
});

const rule = (name: string, body: string, extra = "") => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: bookinfo${extra}}
spec: ${body}
`;
const to = (subset: string) => `{route: [{destination: {host: reviews, subset: ${subset}}}]}`;

describe("VirtualServices", () => {
  it("stamp their path, timeout and retries on the route", () => {
    const yaml = rule(
      "r",
      `{hosts: [reviews], http: [{name: main, timeout: 1.5s, retries: {attempts: 3, perTryTimeout: 400ms, retryOn: "5xx,503"}, route: [{destination: {host: reviews}}]}]}`,
    );
    expect(routeTo(yaml, "reviews")).toMatchObject({
      name: "main",
      timeoutMs: 1500,
      retries: {
        attempts: 3,
        perTryTimeoutMs: 400,
        retryOn: "5xx,retriable-status-codes",
        retriableStatusCodes: [503],
      },
      configPath: "/apis/networking.istio.io/v1/namespaces/bookinfo/virtual-service/r",
    });
  });

  it("with attempts 0 switch retries off", () => {
    const yaml = rule(
      "r",
      `{hosts: [reviews], http: [{retries: {attempts: 0}, route: [{destination: {host: reviews}}]}]}`,
    );
    expect(routeTo(yaml, "reviews")?.retries).toBeUndefined();
  });

  it("name spans of a split after themselves", () => {
    const yaml = rule(
      "reviews-split",
      `{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}, weight: 90}, {destination: {host: reviews, subset: v2}, weight: 10}]}]}`,
    );
    expect(routeTo(yaml, "reviews")?.operation).toBe("reviews-split:9080/*");
  });

  it("for the same host are decided by age on a sidecar", () => {
    const young = rule(
      "a",
      `{hosts: [reviews], http: [${to("young")}]}`,
      ", creationTimestamp: '2026-02-01T00:00:00Z'",
    );
    const old = rule(
      "b",
      `{hosts: [reviews], http: [${to("old")}]}`,
      ", creationTimestamp: '2026-01-01T00:00:00Z'",
    );
    expect(split(routeTo(young + old, "reviews"))).toEqual({ old: 100 });
  });

  it("in the caller's own namespace win over public ones, when kept private", () => {
    const shared = rule(
      "b",
      `{hosts: [reviews], http: [${to("public")}]}`,
      ", creationTimestamp: '2026-01-01T00:00:00Z'",
    );
    const own = rule(
      "a",
      `{hosts: [reviews], exportTo: ["."], http: [${to("own")}]}`,
      ", creationTimestamp: '2026-02-01T00:00:00Z'",
    );
    expect(split(routeTo(shared + own, "reviews"))).toEqual({ own: 100 });
    expect(split(routeTo(shared + own, "reviews.bookinfo", {}, { namespace: "shop", labels: {} }))).toEqual({
      public: 100,
    });
  });

  it("keep a host with one dot as it is, so that it names no service", () => {
    const yaml = rule("r", `{hosts: [reviews], http: [{route: [{destination: {host: reviews.bookinfo}}]}]}`);
    const route = routeTo(yaml, "reviews");
    expect(route?.action).toEqual({
      kind: "forward",
      clusters: [{ cluster: "outbound|9080||reviews.bookinfo", weight: 100 }],
    });
  });

  it("match source labels of the calling workload only", () => {
    const yaml = rule(
      "r",
      `{hosts: [reviews], http: [{match: [{sourceLabels: {app: ratings}}], route: [{destination: {host: reviews, subset: v2}}]}, ${to("v1")}]}`,
    );
    expect(split(routeTo(yaml, "reviews"))).toEqual({ v1: 100 });
    expect(
      split(routeTo(yaml, "reviews", {}, { namespace: "bookinfo", labels: { app: "ratings" } })),
    ).toEqual({ v2: 100 });
  });

  it("drop destinations of weight 0 and routes after a catch-all", () => {
    const yaml = rule(
      "r",
      `{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}, weight: 100}, {destination: {host: reviews, subset: v2}, weight: 0}]}, ${to("v3")}]}`,
    );
    const config = routeConfigFor({ objects: meshFromYaml(services + yaml), proxy: caller, port: 9080 });
    const host = config.virtualHosts.find((entry) => entry.domains.includes("reviews"));
    expect(host?.routes).toHaveLength(1);
    expect(split(host?.routes[0])).toEqual({ v1: 100 });
  });

  it("mirror, rewrite, redirect and answer directly", () => {
    const mirrored = rule(
      "r",
      `{hosts: [reviews], http: [{mirror: {host: reviews, subset: v2}, mirrorPercentage: {value: 25}, rewrite: {uri: /v2, authority: r.example.com}, route: [{destination: {host: reviews}}]}]}`,
    );
    expect(routeTo(mirrored, "reviews")).toMatchObject({
      mirrors: [{ cluster: "outbound|9080|v2|reviews.bookinfo.svc.cluster.local", percent: 25 }],
      rewrite: { prefix: "/v2", host: "r.example.com" },
    });
    const redirected = rule("r", `{hosts: [reviews], http: [{redirect: {uri: /gone, authority: other}}]}`);
    expect(routeTo(redirected, "reviews")?.action).toEqual({
      kind: "redirect",
      responseCode: 301,
      host: "other",
      path: "/gone",
    });
    const direct = rule(
      "r",
      `{hosts: [reviews], http: [{directResponse: {status: 503, body: {string: later}}}]}`,
    );
    expect(routeTo(direct, "reviews")?.action).toEqual({
      kind: "direct_response",
      status: 503,
      body: "later",
    });
  });
});

describe("a Sidecar", () => {
  const sidecar = (mode: string, hosts: string) => `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: bookinfo}
spec: {outboundTrafficPolicy: {mode: ${mode}}, egress: [{hosts: ${hosts}}]}
`;
  it("narrows what its namespace sees and can block the rest", () => {
    const objects = meshFromYaml(
      services + sidecar("REGISTRY_ONLY", `["./details.bookinfo.svc.cluster.local"]`),
    );
    const config = routeConfigFor({ objects, proxy: caller, port: 9080 });
    expect(config.virtualHosts.map((host) => host.name)).toEqual([
      "details.bookinfo.svc.cluster.local:9080",
      "block_all",
    ]);
    expect(matchRoute(config, { host: "reviews", path: "/" })?.action).toEqual({
      kind: "direct_response",
      status: 502,
    });
  });

  it("lists the HTTP ports of what is visible", () => {
    const objects = meshFromYaml(
      services +
        serviceYaml("db", { port: "{name: tcp-db, port: 5432}" }) +
        serviceYaml("web", { port: "{name: http, port: 80}" }),
    );
    expect(routedPorts(proxyScope(objects, caller))).toEqual([80, 9080]);
  });
});

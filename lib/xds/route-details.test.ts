import { describe, expect, it } from "vitest";
import { matchRoute } from "./match-route";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { routeConfigFor } from "./route-config";
import type { XdsProxy } from "./proxy-scope";

const proxy: XdsProxy = { namespace: "bookinfo", labels: { app: "productpage" } };
const services = serviceYaml("reviews") + serviceYaml("alone", { port: "{name: http, port: 8000}" });

function object(kind: string, name: string, spec: string, namespace = "bookinfo"): string {
  const apiVersion = kind === "HTTPRoute" ? "gateway.networking.k8s.io/v1" : "networking.istio.io/v1";
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
}

function hostOf(yaml: string, host = "reviews", port = 9080) {
  const config = routeConfigFor({ objects: meshFromYaml(services + yaml), proxy, port });
  return config.virtualHosts.find(({ domains }) => domains.includes(host));
}

const routesOf = (http: string) =>
  hostOf(object("VirtualService", "r", `{hosts: [reviews], http: [${http}]}`))?.routes;
const to = "route: [{destination: {host: reviews}}]";

describe("header operations", () => {
  it("come as sets before adds by name, a single destination's after its route's", () => {
    const [route] =
      routesOf(
        `{headers: {request: {add: {b: "1"}, set: {z: "2", a: "3"}, remove: [gone, ":path"]}}, route: [{destination: {host: reviews}, headers: {request: {set: {own: "4"}}, response: {remove: [x]}}}]}`,
      ) ?? [];
    expect(route?.headers?.request?.write.map(({ name, append }) => `${name}${append ? "+" : ""}`)).toEqual([
      "a",
      "z",
      "b+",
      "own",
    ]);
    expect(route?.headers?.request?.remove).toEqual(["gone"]);
    expect(route?.headers?.response).toEqual({ write: [], remove: ["x"] });
  });

  it("on the authority rewrite the host, the route's rewrite before all", () => {
    const host = (http: string) => routesOf(http)?.[0]?.rewrite?.host;
    expect(host(`{headers: {request: {set: {Host: h}}}, ${to}}`)).toBe("h");
    expect(host(`{headers: {request: {set: {Host: h}}}, rewrite: {authority: w}, ${to}}`)).toBe("w");
    expect(
      host(`{route: [{destination: {host: reviews}, headers: {request: {set: {":authority": d}}}}]}`),
    ).toBe("d");
  });

  it("of several destinations stay with each", () => {
    const [route] =
      routesOf(
        `{route: [{destination: {host: reviews}, weight: 50, headers: {request: {set: {Host: h, a: b}}}}, {destination: {host: reviews}, weight: 50}]}`,
      ) ?? [];
    expect(route?.headers).toBeUndefined();
    expect(route?.action).toMatchObject({ clusters: [{ hostRewrite: "h", weight: 50 }, { weight: 50 }] });
  });
});

describe("destinations without a port", () => {
  it("take the port that is listened on, whatever the only port of their service is", () => {
    const [route] = routesOf("{route: [{destination: {host: alone}}]}") ?? [];
    expect(route?.action).toMatchObject({
      clusters: [{ cluster: "outbound|9080||alone.bookinfo.svc.cluster.local" }],
    });
  });
});

describe("redirects", () => {
  it.each([
    ["{authority: a, port: 80}", { host: "a" }],
    ["{scheme: https, port: 443}", { scheme: "https" }],
    ["{scheme: https, port: 8443}", { scheme: "https", port: 8443 }],
    ["{uri: /x, derivePort: FROM_REQUEST_PORT}", { path: "/x", port: 9080 }],
    ["{uri: /x, prefixRewrite: /y, redirectCode: 308}", { prefix: "/y", responseCode: 308 }],
  ])("%s", (spec, expected) => {
    const [route] = routesOf(`{redirect: ${spec}}`) ?? [];
    expect(route?.action).toEqual({ kind: "redirect", responseCode: 301, ...expected });
  });
});

describe("retries", () => {
  const retriesOf = (spec: string) => routesOf(`{retries: ${spec}, ${to}}`)?.[0]?.retries;
  it("take numbers that are status codes for such, others for conditions", () => {
    expect(retriesOf(`{attempts: 1, retryOn: "503,499"}`)).toMatchObject({
      retryOn: "499,retriable-status-codes",
      retriableStatusCodes: [503],
    });
  });
  it("go to other hosts unless told otherwise, or the host is chosen by a hash", () => {
    expect(retriesOf("{attempts: 1}")?.avoidsPreviousHosts).toBe(true);
    expect(retriesOf("{attempts: 1, retryIgnorePreviousHosts: false}")?.avoidsPreviousHosts).toBe(false);
    const hashed = object(
      "DestinationRule",
      "d",
      "{host: reviews, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}}",
    );
    const route = hostOf(object("VirtualService", "r", `{hosts: [reviews], http: [{${to}}]}`) + hashed)
      ?.routes[0];
    expect(route?.retries?.avoidsPreviousHosts).toBe(false);
    expect(route?.hashPolicies).toEqual([{ kind: "header", name: "x-user" }]);
  });
});

describe("conditions", () => {
  it("on gateways leave those on the caller aside", () => {
    const http = (match: string) => routesOf(`{match: [${match}], ${to}}`)?.[0]?.name;
    expect(http("{gateways: [mesh], sourceLabels: {app: other}}")).toBe("");
    expect(http("{sourceLabels: {app: other}}")).toBe("default");
    expect(http("{gateways: [edge]}")).toBe("default");
  });

  it("on claims are none on headers", () => {
    const yaml = object(
      "VirtualService",
      "r",
      `{hosts: [reviews], http: [{match: [{headers: {"@request.auth.claims[org][unit]": {exact: a}}}], ${to}, name: claimed}]}`,
    );
    const config = routeConfigFor({ objects: meshFromYaml(services + yaml), proxy, port: 9080 });
    const request = { host: "reviews", path: "/" };
    expect(matchRoute(config, request)).toBeUndefined();
    expect(matchRoute(config, { ...request, claims: { org: { unit: ["b", "a"] } } })?.name).toBe("claimed");
    expect(matchRoute(config, { ...request, claims: { org: "a" } })).toBeUndefined();
  });
});

describe("several objects for a host", () => {
  const wild = object(
    "VirtualService",
    "a-wild",
    `{hosts: ["*.bookinfo.svc.cluster.local"], http: [{name: wild, ${to}}]}`,
  );
  const exact = object("VirtualService", "b-exact", `{hosts: [reviews], http: [{name: exact, ${to}}]}`);
  const attached = (namespace: string) =>
    object(
      "HTTPRoute",
      "z",
      "{parentRefs: [{group: '', kind: Service, name: reviews, namespace: bookinfo}], rules: [{name: attached, backendRefs: [{name: reviews, namespace: bookinfo, port: 9080}]}]}",
      namespace,
    );

  it("the more specific host wins over the older object", () => {
    expect(hostOf(wild + exact)?.routes.map(({ name }) => name)).toEqual(["exact"]);
    expect(hostOf(wild)?.routes.map(({ name }) => name)).toEqual(["wild"]);
  });

  it("an HTTPRoute of the caller's namespace wins over a VirtualService; one of a third does not count", () => {
    const [route] = hostOf(exact + attached("bookinfo"))?.routes ?? [];
    expect(route).toMatchObject({ name: "attached", clusterNotFoundStatus: 500 });
    expect(hostOf(exact + attached("third"))?.routes[0]?.name).toBe("exact");
    expect(hostOf(attached("third"))?.routes[0]?.name).toBe("default");
  });

  it("one without routes for this caller leaves the host to the next", () => {
    const foreign = object(
      "VirtualService",
      "a",
      `{hosts: [reviews], http: [{match: [{sourceNamespace: elsewhere}], ${to}}]}`,
    );
    expect(hostOf(foreign + exact)?.routes[0]?.name).toBe("exact");
  });
});

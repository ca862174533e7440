import { describe, expect, it } from "vitest";
import { specList } from "@/lib/config/clean-manifest";
import { requestRouteIntentSchema, type RequestRouteIntent } from "@/lib/routing/request-route";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const service = { namespace: "shop", name: "cart" };
const any = { methods: [], headers: [], cookies: [], queryParams: [] };
const jason = { ...any, headers: [{ name: "end-user", kind: "exact" as const, value: "jason" }] };
const testers: RequestRouteIntent = {
  api: "istio",
  service,
  name: "testers",
  matches: [jason],
  destinations: [{ name: "v2", labels: {}, weightPercent: 100 }],
  position: "first",
};

const cart = `
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
`;
const mesh = (yaml: string) => meshFromYaml(cart + yaml, "shop");
const virtualService = (http: string) =>
  mesh(`
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec: {hosts: [cart], http: ${http}}
`);
const httpRoute = (rules: string) =>
  mesh(`
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart}
spec: {parentRefs: [{group: "", kind: Service, name: cart, port: 80}], rules: ${rules}}
`);
const to = "route: [{destination: {host: cart, subset: v1}}]";

function rulesOf(intent: RequestRouteIntent, objects: MeshObjects) {
  const written = requestRouteModule
    .toManifests(intent, objects)
    .find(({ ref }) => ref.kind !== "DestinationRule");
  return written?.after === undefined
    ? []
    : [...specList(written.after, "http"), ...specList(written.after, "rules")];
}
const names = (intent: RequestRouteIntent, objects: MeshObjects) =>
  rulesOf(intent, objects).map(({ name }) => name);

describe("a request route", () => {
  it("of a service without routes leaves everything else to the service", () => {
    expect(rulesOf(testers, mesh(""))).toEqual([
      {
        name: "testers",
        match: [{ headers: { "end-user": { exact: "jason" } } }],
        route: [{ destination: { host: "cart.shop.svc.cluster.local", subset: "v2" }, weight: 100 }],
      },
      { name: "default", route: [{ destination: { host: "cart.shop.svc.cluster.local" } }] },
    ]);
  });

  it("stands where it was asked to stand", () => {
    const objects = virtualService(
      `[{name: a, match: [{uri: {exact: /a}}], ${to}}, {match: [{port: 80}], ${to}}, {name: all, ${to}}]`,
    );
    expect(names(testers, objects)).toEqual(["testers", "a", undefined, "all"]);
    expect(names({ ...testers, position: "before_catch_all" }, objects)).toEqual([
      "a",
      "testers",
      undefined,
      "all",
    ]);
    expect(names({ ...testers, name: "a", position: "keep" }, objects)).toEqual(["a", undefined, "all"]);
  });

  it("without a name is found by its conditions and gets a name when they change", () => {
    const objects = virtualService(
      `[{match: [{name: keep, headers: {end-user: {exact: jason}}}], timeout: 3s, ${to}}, {${to}}]`,
    );
    const [read] = requestRouteModule.instances(objects, service);
    expect(read).toMatchObject({ key: "headers-end-user-exact-jason", current: { ok: true } });
    const intent = read?.current.ok === true ? read.current.intent : testers;
    const moved = { ...intent, destinations: testers.destinations };
    expect(rulesOf(moved, objects)[0]).toMatchObject({ timeout: "3s", match: [{ name: "keep" }] });
    expect(names(moved, objects)).toEqual([undefined, undefined]);
    const more = { ...intent, matches: [jason, { ...any, methods: ["GET" as const, "HEAD" as const] }] };
    expect(rulesOf(more, objects)[0]).toMatchObject({
      name: "headers-end-user-exact-jason",
      match: [{ name: "keep" }, { method: { regex: "GET|HEAD" } }],
    });
  });

  it.each([
    ["same_matches", "name", `[{name: j, match: [{headers: {end-user: {exact: jason}}}], ${to}}, {${to}}]`],
    ["name_taken", "name", `[{name: testers, ${to}}]`],
    ["redirect", "destinations", "[{name: testers, match: [{uri: {exact: /}}], redirect: {uri: /x}}]"],
  ])("is refused with %s at %s", (reason, field, http) => {
    expect(() => rulesOf(testers, virtualService(http))).toThrow(expect.objectContaining({ reason, field }));
  });

  it.each([
    ["match_fields", `[{match: [{scheme: {exact: https}}], ${to}}]`],
    ["match_ports", `[{match: [{port: 1, uri: {exact: /}}, {port: 2}], ${to}}]`],
    ["other_hosts", "[{match: [{uri: {exact: /}}], route: [{destination: {host: other, subset: v1}}]}]"],
    ["redirect", "[{match: [{uri: {exact: /}}], redirect: {uri: /x}}]"],
  ])("that no form can show is told as %s", (reason, http) => {
    expect(requestRouteModule.instances(virtualService(http), service)).toMatchObject([
      { current: { ok: false, reason } },
    ]);
  });

  it("of an HTTPRoute has one match for each method, which are read as one", () => {
    const intent: RequestRouteIntent = {
      ...testers,
      api: "gateway",
      port: 80,
      matches: [{ ...jason, methods: ["GET", "POST"] }],
    };
    const objects = httpRoute("[{backendRefs: [{name: cart, port: 80}]}]");
    const [first, second] = rulesOf(intent, objects);
    expect(first?.["matches"]).toMatchObject([{ method: "GET" }, { method: "POST" }]);
    expect(second).toEqual({ backendRefs: [{ name: "cart", port: 80 }] });
  });
});

describe("what stands in the way of a request route", () => {
  const obstacles = (objects: MeshObjects, served = true) =>
    requestRouteModule.fits(objects, service, () => served).map(({ obstacle }) => obstacle);
  it("is known before the first step", () => {
    expect(obstacles(mesh(""))).toEqual([undefined, undefined]);
    expect(obstacles(mesh(""), false)).toEqual(["not_served", "not_served"]);
    expect(obstacles(virtualService(`[{${to}}]`))).toEqual([undefined, "virtual_service_present"]);
    expect(obstacles(httpRoute("[]"))).toEqual(["http_route_present", undefined]);
    expect(obstacles(meshFromYaml("", "shop"))).toEqual(["no_service", "no_service"]);
  });
  it("names what the API has no field for", () => {
    const [, gateway] = requestRouteModule.fits(mesh(""), service, () => true);
    expect(gateway?.inexpressible).toEqual(
      expect.arrayContaining(["matches.sourceNamespace", "matches.headers.invert", "position"]),
    );
  });
});

describe("the form of a request route", () => {
  const issuesOf = (intent: object) =>
    requestRouteIntentSchema
      .safeParse({ ...testers, ...intent })
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  it.each([
    [{ matches: [any] }, "matches.0: give at least one condition, or take this one away"],
    [
      { matches: [{ ...any, path: { kind: "prefix", value: "api" } }] },
      "matches.0.path.value: a path begins with /",
    ],
    [
      { matches: [{ ...any, headers: [{ name: "a", kind: "regex", value: "(?=x)" }] }] },
      "matches.0.headers.0.value: Envoy's RE2 has no look-around and no back references",
    ],
    [
      { matches: [jason, { ...jason, methods: ["GET"] }] },
      "matches.1: asks for the same as condition 1: join their methods",
    ],
    [
      { api: "gateway", port: 80, matches: [{ ...any, sourceNamespace: "web", methods: ["GET"] }] },
      "matches.0.sourceNamespace: Gateway API has no match on the caller: use Istio's API",
    ],
    [
      {
        api: "gateway",
        port: 80,
        matches: [{ ...any, headers: [{ name: "a", kind: "present", value: "" }] }],
      },
      "matches.0.headers.0.kind: an HTTPRoute matches exactly or by regex: use the regex .*",
    ],
    [{ api: "gateway" }, "port: an HTTPRoute needs the service's port"],
  ])("refuses %j with the way out", (intent, expected) => {
    expect(issuesOf(intent)).toEqual([expected]);
  });
});

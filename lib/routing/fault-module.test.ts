import { describe, expect, it } from "vitest";
import { specList } from "@/lib/config/clean-manifest";
import type { FaultIntent } from "@/lib/routing/fault";
import { faultModule } from "@/lib/routing/fault-module";
import { splitToManifests } from "@/lib/routing/split-to-manifests";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const service = { namespace: "shop", name: "cart" };
const any = { methods: [], headers: [], cookies: [], queryParams: [] };
const jason = { ...any, headers: [{ name: "end-user", kind: "exact" as const, value: "jason" }] };
const abort = { percent: 50, httpStatus: 503 };
const slow: FaultIntent = { api: "istio", service, name: "slow", matches: [jason], abort };

const mesh = (http: string) =>
  meshFromYaml(
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec: {hosts: [cart], http: ${http}}
`,
    "shop",
  );
const routesOf = (intent: FaultIntent, http: string) => {
  const [write] = faultModule.toManifests(intent, mesh(http));
  return write?.after === undefined ? [] : specList(write.after, "http");
};
const to = (subset: string) => `route: [{destination: {host: cart, subset: ${subset}}}]`;

describe("a fault for some requests", () => {
  it("stands in a copy of the route that decides for them, right in front of it", () => {
    const routes = routesOf(
      slow,
      `[{name: api, match: [{uri: {prefix: /api}}], ${to("v2")}}, {name: all, timeout: 2s, ${to("v1")}}]`,
    );
    expect(routes.map(({ name }) => name)).toEqual(["api", "slow", "all"]);
    expect(routes[1]).toEqual({
      name: "slow",
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      timeout: "2s",
      route: [{ destination: { host: "cart", subset: "v1" } }],
      fault: { abort: { percentage: { value: 50 }, httpStatus: 503 } },
    });
  });

  it("follows the narrower route that takes them", () => {
    const post = { ...slow, matches: [{ ...jason, methods: ["POST" as const] }] };
    const routes = routesOf(
      post,
      `[{name: j, match: [{headers: {end-user: {exact: jason}}}], ${to("v2")}}, {name: all, ${to("v1")}}]`,
    );
    expect(routes.map(({ name }) => name)).toEqual(["slow", "j", "all"]);
    expect(routes[0]?.["route"]).toEqual([{ destination: { host: "cart", subset: "v2" } }]);
  });

  it.each([
    [
      "same_matches",
      `[{name: j, match: [{headers: {end-user: {exact: jason}}}], ${to("v2")}}, {${to("v1")}}]`,
    ],
    ["no_catch_all", `[{match: [{uri: {prefix: /api}}], ${to("v2")}}]`],
    ["redirect", "[{redirect: {uri: /x}}]"],
    ["route_of_its_own", `[{name: slow, match: [{uri: {exact: /slow}}], ${to("v2")}}, {${to("v1")}}]`],
  ])("is refused with %s", (reason, http) => {
    expect(() => routesOf(slow, http)).toThrow(expect.objectContaining({ reason }));
  });

  it("is refused when two routes decide for its alternatives", () => {
    const api = { ...any, path: { kind: "exact" as const, value: "/api/x" } };
    expect(() =>
      routesOf(
        { ...slow, matches: [jason, api] },
        `[{match: [{uri: {prefix: /api}}], ${to("v2")}}, {${to("v1")}}]`,
      ),
    ).toThrow(expect.objectContaining({ reason: "several_routes_decide" }));
  });

  it("leaves the route when it stood in one that decides by itself", () => {
    const objects = mesh(
      `[{name: j, match: [{headers: {end-user: {exact: jason}}}], fault: {abort: {httpStatus: 503}}, ${to("v2")}}, {${to("v1")}}]`,
    );
    const [write] = faultModule.remove({ ...slow, name: "j" }, objects);
    expect(write?.after === undefined ? [] : specList(write.after, "http")[0]).toEqual({
      name: "j",
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      route: [{ destination: { host: "cart", subset: "v2" } }],
    });
  });
});

describe("a fault's own route", () => {
  it("follows the weights of the route that it was made from, and no other does", () => {
    const match = "match: [{headers: {end-user: {exact: jason}}}], fault: {abort: {httpStatus: 503}}";
    const objects = mesh(
      `[{name: heddle-fault, ${match}, ${to("v1")}}, {name: hand, ${match}, ${to("v1")}}, {${to("v1")}}]`,
    );
    const written = splitToManifests(
      { api: "istio", service, destinations: [{ name: "v2", labels: {}, weightPercent: 100 }] },
      objects,
    ).find(({ ref }) => ref.kind === "VirtualService");
    const routes = written?.after === undefined ? [] : specList(written.after, "http");
    expect(routes.map(({ route }) => JSON.stringify(route).includes('"v2"'))).toEqual([true, false, true]);
    expect(routes[0]?.["fault"]).toEqual({ abort: { httpStatus: 503 } });
  });
});

describe("a fault for every request", () => {
  const every: FaultIntent = { api: "istio", service, name: "", matches: [], abort };

  it("is put into each route that requests can take", () => {
    const routes = routesOf(
      every,
      `[{name: old, match: [{uri: {exact: /old}}], redirect: {uri: /new}}, {name: j, match: [{headers: {a: {}}}], ${to("v2")}}, {name: all, ${to("v1")}}, {name: dead, ${to("v3")}}]`,
    );
    expect(routes.filter(({ fault }) => fault !== undefined).map(({ name }) => name)).toEqual(["j", "all"]);
  });

  it("is told from one that spares some of them", () => {
    const read = faultModule.instances(
      mesh(
        `[{name: j, match: [{headers: {a: {}}}], ${to("v2")}}, {fault: {abort: {httpStatus: 503}}, ${to("v1")}}]`,
      ),
      service,
    );
    expect(read).toMatchObject([{ key: "", current: { ok: false, reason: "some_routes_without_fault" } }]);
  });

  it("hits no request when its percentage is missing", () => {
    const read = faultModule.instances(mesh(`[{fault: {abort: {httpStatus: 503}}, ${to("v1")}}]`), service);
    expect(read).toMatchObject([{ current: { intent: { abort: { percent: 0, httpStatus: 503 } } } }]);
  });
});

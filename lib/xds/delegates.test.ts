import { describe, expect, it } from "vitest";
import { meshFromYaml } from "./mesh-fixture";
import { virtualServices } from "./virtual-services";

const virtual = (name: string, spec: string, namespace = "bookinfo") => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const root = (route: string) => virtual("root", `{hosts: [shop.example], http: [${route}]}`);
const only = (yaml: string) => virtualServices(meshFromYaml(yaml)).find(({ name }) => name === "root");

describe("delegates", () => {
  it("take the place of the route that names them, in their order, between its neighbours", () => {
    const merged = only(
      root(
        `{name: first, directResponse: {status: 1}}, {delegate: {name: d}}, {name: last, directResponse: {status: 2}}`,
      ) +
        virtual(
          "d",
          `{http: [{name: a, directResponse: {status: 3}}, {name: b, directResponse: {status: 4}}]}`,
        ),
    );
    expect(merged?.http.map((route) => route.name)).toEqual(["first", "a", "b", "last"]);
  });

  it("keep their own fields, inherit the rest, and join names", () => {
    const merged = only(
      root(`{name: root, timeout: 5s, retries: {attempts: 1}, delegate: {name: d}}`) +
        virtual("d", `{http: [{name: own, timeout: 1s, route: [{destination: {host: reviews}}]}]}`),
    );
    expect(merged?.http[0]).toMatchObject({ name: "root-own", timeout: "1s", retries: { attempts: 1 } });
  });

  it("name destinations from their own namespace", () => {
    const merged = only(
      root(`{delegate: {name: d, namespace: other}}`) +
        virtual("d", `{http: [{route: [{destination: {host: reviews}}], mirror: {host: ratings}}]}`, "other"),
    );
    expect(merged?.http[0]?.route?.[0]?.destination.host).toBe("reviews.other.svc.cluster.local");
    expect(merged?.http[0]?.mirror?.host).toBe("ratings.other.svc.cluster.local");
  });

  it.each([
    ["a prefix within the root's", "{uri: {prefix: /api}}", "{uri: {prefix: /api/v1}}", true],
    ["an exact path within the root's prefix", "{uri: {prefix: /api}}", "{uri: {exact: /api/v1}}", true],
    ["a wider prefix", "{uri: {prefix: /api/v1}}", "{uri: {prefix: /api}}", false],
    ["another exact path", "{uri: {exact: /a}}", "{uri: {exact: /b}}", false],
    ["two expressions", "{uri: {regex: /a.*}}", "{uri: {regex: /a.*}}", false],
    ["another header", "{headers: {a: {exact: x}}}", "{headers: {b: {exact: y}}}", true],
    ["another value of a header", "{headers: {a: {exact: x}}}", "{headers: {a: {exact: y}}}", false],
    ["another port", "{port: 80}", "{port: 81}", false],
    ["the namespace that the root asks for left open", "{sourceNamespace: a}", "{uri: {prefix: /}}", false],
    ["a case rule that differs", "{uri: {prefix: /a}, ignoreUriCase: true}", "{uri: {prefix: /a}}", false],
  ])("with %s", (_what, outer, inner, fits) => {
    const merged = only(
      root(`{match: [${outer}], delegate: {name: d}}`) +
        virtual("d", `{http: [{match: [${inner}], directResponse: {status: 200}}]}`),
    );
    expect(merged?.http).toHaveLength(fits ? 1 : 0);
    expect(merged?.delegateProblems.map(({ reason }) => reason)).toEqual(fits ? [] : ["match_conflict"]);
  });

  it("are left out, and said to be, when absent or not exported to the root", () => {
    const merged = only(
      root(`{delegate: {name: gone}}, {delegate: {name: d, namespace: other}}`) +
        virtual("d", `{exportTo: ["."], http: [{directResponse: {status: 200}}]}`, "other"),
    );
    expect(merged?.http).toEqual([]);
    expect(merged?.delegateProblems).toEqual([
      { routeIndex: 0, delegate: { namespace: "bookinfo", name: "gone" }, reason: "not_found" },
      { routeIndex: 1, delegate: { namespace: "other", name: "d" }, reason: "not_exported" },
    ]);
  });
});

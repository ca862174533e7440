import { describe, expect, it } from "vitest";
import { catalogRoutes, changedFromYaml, podYaml, shopYaml } from "./impact-fixture";
import { predictImpact } from "./predict";

const v1 = "[{route: [{destination: {host: catalog, subset: v1}}]}]";
const v2 = "[{route: [{destination: {host: catalog, subset: v2}}]}]";
const istio = (kind: string, name: string, namespace: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}, creationTimestamp: "2026-01-01T00:00:00Z"}
spec: ${spec}
`;
const security = (kind: string, name: string, namespace: string, spec: string) =>
  istio(kind, name, namespace, spec).replace("networking.istio.io", "security.istio.io");

function received(before: string, after: string, base = shopYaml): Readonly<Record<string, string>> {
  const list = predictImpact(changedFromYaml(base, before, after), {}).receivers?.list ?? [];
  return Object.fromEntries(
    list
      .map(({ workload, types }) => [workload, types.join(" ")] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe("the proxies that a change reaches", () => {
  it("are all that see the host, by routes alone for a VirtualService", () => {
    expect(received(catalogRoutes(v1), catalogRoutes(v2))).toEqual({
      admin: "RDS",
      aside: "RDS",
      "catalog-canary": "RDS",
      "catalog-stable": "RDS",
      web: "RDS",
    });
  });

  it("are none when nothing changes, and all when a route is renamed: the name is part of what Envoy gets", () => {
    const named = v1.replace("{route", "{name: same, route");
    const same = changedFromYaml(shopYaml, catalogRoutes(v1), catalogRoutes(v1));
    expect(predictImpact(same, {}).receivers?.list).toEqual([]);
    expect(Object.keys(received(catalogRoutes(v1), catalogRoutes(named)))).toHaveLength(5);
  });

  it("end where exportTo ends", () => {
    const own = 'exportTo: ["."]';
    expect(Object.keys(received(catalogRoutes(v1, own), catalogRoutes(v2, own)))).not.toContain("aside");
  });

  it("end where a Sidecar does not look", () => {
    const narrow = istio("Sidecar", "default", "other", '{egress: [{hosts: ["./*"]}]}');
    expect(Object.keys(received(catalogRoutes(v1), catalogRoutes(v2), shopYaml + narrow))).not.toContain(
      "aside",
    );
  });

  it("are those that a match on source labels is about", () => {
    const forAdmin = (subset: string) =>
      catalogRoutes(
        `[{match: [{sourceLabels: {app: admin}}], route: [{destination: {host: catalog, subset: ${subset}}}]}, {route: [{destination: {host: catalog, subset: v1}}]}]`,
      );
    expect(received(forAdmin("v1"), forAdmin("v2"))).toEqual({ admin: "RDS" });
  });

  it("get clusters and endpoints, not routes, from a DestinationRule", () => {
    const rule = (max: number) =>
      istio(
        "DestinationRule",
        "aside",
        "other",
        `{host: aside, exportTo: ["."], trafficPolicy: {connectionPool: {tcp: {maxConnections: ${max}}}}}`,
      );
    expect(received(rule(1), rule(2))).toEqual({ aside: "CDS EDS" });
  });

  it("get a new scope from a Sidecar, in its namespace alone", () => {
    const sidecar = istio("Sidecar", "default", "shop", '{egress: [{hosts: ["./*"]}]}');
    expect(received("", sidecar)).toEqual({
      admin: "CDS EDS LDS RDS",
      "catalog-canary": "CDS EDS LDS RDS",
      "catalog-stable": "CDS EDS LDS RDS",
      web: "CDS EDS LDS RDS",
    });
  });

  it("get listeners from a policy that selects them", () => {
    const policy = security(
      "AuthorizationPolicy",
      "canary",
      "shop",
      "{selector: {matchLabels: {version: v2}}, rules: [{}]}",
    );
    expect(received("", policy)).toEqual({ "catalog-canary": "LDS" });
  });

  it("get nothing from a PeerAuthentication that says what holds anyway", () => {
    const mode = (name: string) =>
      security("PeerAuthentication", "default", "shop", `{mtls: {mode: ${name}}}`);
    expect(received("", mode("PERMISSIVE"))).toEqual({});
    expect(received("", mode("STRICT"))["catalog-stable"]).toBe("LDS");
    // Clients are told by the endpoints that mTLS is off there.
    expect(received("", mode("DISABLE"))).toMatchObject({ "catalog-stable": "EDS LDS", aside: "EDS" });
  });

  it("are gateways only for what is bound to them", () => {
    const gateway =
      podYaml("edge", { ip: "10.0.1.1", namespace: "edge", gateway: true, labels: "{istio: edge}" }) +
      istio(
        "Gateway",
        "public",
        "edge",
        '{selector: {istio: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
      );
    const bound = (http: string) =>
      istio(
        "VirtualService",
        "site",
        "shop",
        `{hosts: [shop.example.com], gateways: [edge/public], http: ${http}}`,
      );
    expect(received(catalogRoutes(v1), catalogRoutes(v2), shopYaml + gateway)["edge"]).toBeUndefined();
    expect(received(bound(v1), bound(v2), shopYaml + gateway)).toEqual({ edge: "RDS" });
  });

  it("come with the requests behind them, by namespace", () => {
    const edges = [
      {
        source: { namespace: "shop", workload: "web" },
        host: "catalog.shop.svc.cluster.local",
        requestsPerSecond: 12,
      },
      {
        source: { namespace: "shop", workload: "web" },
        host: "aside.other.svc.cluster.local",
        requestsPerSecond: 99,
      },
    ];
    const mesh = changedFromYaml(shopYaml, catalogRoutes(v1), catalogRoutes(v2));
    const { receivers } = predictImpact(mesh, { edges });
    expect(receivers?.list[0]).toMatchObject({ workload: "web", requestsPerSecond: 12 });
    expect(receivers?.byNamespace).toEqual([
      { namespace: "shop", proxies: 4, requestsPerSecond: 12 },
      { namespace: "other", proxies: 1, requestsPerSecond: 0 },
    ]);
    expect([receivers?.proxies, receivers?.proxiesOfMesh]).toEqual([5, 5]);
  });

  it("are named, not computed, for an EnvoyFilter", () => {
    const filter = istio(
      "EnvoyFilter",
      "lua",
      "shop",
      "{workloadSelector: {labels: {app: web}}, configPatches: [{applyTo: HTTP_FILTER}, {applyTo: CLUSTER}]}",
    ).replace("/v1\n", "/v1alpha3\n");
    const { receivers } = predictImpact(changedFromYaml(shopYaml, "", filter), {});
    expect(receivers?.list.map(({ workload, types }) => [workload, types])).toEqual([
      ["web", ["CDS", "LDS"]],
    ]);
    expect(receivers?.opaque).toMatchObject([{ kind: "EnvoyFilter", name: "lua" }]);
  });
});

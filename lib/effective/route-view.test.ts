import { describe, expect, it } from "vitest";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";
import { inapplicableRoutes, inapplicableRules } from "./inapplicable";
import { effectiveHosts } from "./route-view";

const caller: XdsProxy = { namespace: "bookinfo", labels: { app: "productpage" } };
const host = "reviews.bookinfo.svc.cluster.local";

function reviews(objects: MeshObjects): XdsService {
  const service = serviceRegistry(objects).get(host);
  if (service === undefined) throw new Error("no service");
  return service;
}

const virtualService = (name: string, created: string, body: string, more = ""): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, creationTimestamp: "${created}"}
spec:
  hosts: [reviews]
  ${more}
  http:
${body}
`;

const toSubset = (subset: string) => `  - route: [{destination: {host: reviews, subset: ${subset}}}]`;

describe("the routes of a caller", () => {
  it("names the object and the place in it that each route was made from, also for equal parts", () => {
    const objects = meshFromYaml(
      serviceYaml("reviews", { versions: ["v1", "v2"] }) +
        virtualService(
          "reviews",
          "2026-01-01T00:00:00Z",
          `  - name: testers
    match:
    - headers: {end-user: {exact: jason}}
    - headers: {end-user: {exact: anna}}
    route: [{destination: {host: reviews, subset: v2}}]
  - match: [{sourceLabels: {app: other}}]
    route: [{destination: {host: reviews, subset: v9}}]
  - route: [{destination: {host: reviews, subset: v1}}]`,
        ),
    );
    const [view] = effectiveHosts(objects, caller, reviews(objects));
    expect(view?.routes.map(({ origin }) => origin?.path)).toEqual([
      "spec.http[0].match[0]",
      "spec.http[0].match[1]",
      "spec.http[2]",
    ]);
    expect(view?.routes[0]?.origin?.ref).toMatchObject({ kind: "VirtualService", name: "reviews" });
    expect(view?.routes[2]?.destinations[0]).toMatchObject({ subset: "v1", state: "no_cluster" });
  });

  it("leads from a merged route to the delegate that it was written in", () => {
    const objects = meshFromYaml(
      serviceYaml("reviews") +
        virtualService(
          "root",
          "2026-01-01T00:00:00Z",
          `  - match: [{uri: {prefix: /api}}]
    delegate: {name: leaf}`,
        ) +
        `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: leaf}
spec:
  http:
  - match: [{uri: {prefix: /api/v2}}]
    route: [{destination: {host: reviews}}]
`,
    );
    const [view] = effectiveHosts(objects, caller, reviews(objects));
    expect(view?.routes[0]?.origin).toMatchObject({
      ref: { name: "leaf" },
      path: "spec.http[0]",
      delegatedBy: { name: "root" },
    });
  });

  it("calls a route without an object Istio's own", () => {
    const objects = meshFromYaml(serviceYaml("reviews"));
    const [view] = effectiveHosts(objects, caller, reviews(objects));
    expect(view?.routes).toHaveLength(1);
    expect(view?.routes[0]?.origin).toBeUndefined();
    expect(view?.routes[0]?.destinations[0]).toMatchObject({ sharePercent: 100, readyEndpoints: 1 });
  });
});

describe("objects without effect", () => {
  const reasons = (text: string, proxy = caller) => {
    const objects = meshFromYaml(serviceYaml("reviews") + text);
    const service = reviews(objects);
    const hosts = effectiveHosts(objects, proxy, service);
    const used = new Set(
      hosts.flatMap(({ routes }) => routes.flatMap(({ route }) => route.configPath ?? [])),
    );
    return [
      ...inapplicableRoutes(objects, proxy, service, used),
      ...inapplicableRules(objects, proxy, service),
    ].map(({ ref, reason, winner }) => [ref.name, reason, winner?.name]);
  };

  it("names the older object that has the host", () => {
    const both =
      virtualService("young", "2026-02-01T00:00:00Z", toSubset("v1")) +
      virtualService("old", "2026-01-01T00:00:00Z", toSubset("v1"));
    expect(reasons(both)).toEqual([["young", "older_wins", "old"]]);
  });

  it("tells exportTo, other gateways and the Sidecar apart", () => {
    const kept = virtualService("kept", "2026-01-01T00:00:00Z", toSubset("v1"), "exportTo: [other]");
    const outside = virtualService(
      "outside",
      "2026-01-02T00:00:00Z",
      toSubset("v1"),
      "gateways: [edge/public]",
    );
    const blind = virtualService("blind", "2026-01-03T00:00:00Z", toSubset("v1"));
    const sidecar = `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: narrow, namespace: client}
spec: {egress: [{hosts: ["elsewhere/*"]}]}
`;
    const client: XdsProxy = { namespace: "client", labels: {} };
    expect(reasons(kept + outside + blind + sidecar, client).toSorted()).toEqual([
      ["blind", "outside_sidecar_scope", "narrow"],
      ["kept", "not_exported", undefined],
      ["outside", "other_gateway", undefined],
    ]);
  });

  it("says which DestinationRule counts, by namespace and by how exactly it names the host", () => {
    const rule = (name: string, namespace: string, of: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec: {host: "${of}", trafficPolicy: {loadBalancer: {simple: RANDOM}}}
`;
    const text =
      rule("near", "bookinfo", host) +
      rule("wide", "bookinfo", "*.bookinfo.svc.cluster.local") +
      rule("far", "elsewhere", host);
    expect(reasons(text).toSorted()).toEqual([
      ["far", "other_namespace_wins", "near"],
      ["wide", "more_specific_wins", "near"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { circuitBreakerModule } from "@/lib/routing/circuit-breaker-module";
import type { CircuitBreakerIntent } from "@/lib/routing/circuit-breaker";
import { loadBalancingModule } from "@/lib/routing/load-balancing-module";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const service = { namespace: "shop", name: "cart" };
const limit: CircuitBreakerIntent = { api: "istio", service, connectionPool: { maxConnections: 9 } };
const rule = (name: string, host: string, spec: string) => `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}}
spec: {host: "${host}", ${spec}}
`;
const mesh = (...rules: readonly string[]) => meshFromYaml(rules.join(""), "shop");
const tls = "trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}";

describe("a new DestinationRule", () => {
  it("repeats the policy of the wildcard rule that it puts out of force, and goes with its last word", () => {
    const objects = mesh(rule("all", "*.shop.svc.cluster.local", tls));
    const [made] = circuitBreakerModule.toManifests(limit, objects);
    expect(made?.after?.spec).toEqual({
      host: "cart.shop.svc.cluster.local",
      trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" }, connectionPool: { tcp: { maxConnections: 9 } } },
    });
    const live = {
      "networking.istio.io/DestinationRule": [
        ...(objects["networking.istio.io/DestinationRule"] ?? []),
        ...(made?.after === undefined ? [] : [made.after]),
      ],
    };
    expect(circuitBreakerModule.remove(limit, live)).toEqual([
      { ref: expect.objectContaining({ name: "cart" }), before: made?.after },
    ]);
  });

  it("is written before the route that needs its subset", () => {
    const kinds = mirrorModule
      .toManifests({ api: "istio", service, destination: { name: "v2", labels: {} }, mirrorPercent: 5 }, {})
      .map(({ ref }) => ref.kind);
    expect(kinds).toEqual(["DestinationRule", "VirtualService"]);
  });
});

describe("a policy in DestinationRules that are there", () => {
  it("is written to the one of several that istiod takes it from", () => {
    const objects = mesh(
      rule("a", "cart", "subsets: [{name: v1}]"),
      rule("b", "cart.shop.svc.cluster.local", tls),
    );
    expect(circuitBreakerModule.toManifests(limit, objects).map(({ ref }) => ref.name)).toEqual(["b"]);
    expect(
      circuitBreakerModule.toManifests({ ...limit, subset: "v1" }, objects).map(({ ref }) => ref.name),
    ).toEqual(["a"]);
  });

  it("of one port repeats what a port's own settings would reset", () => {
    const objects = mesh(
      rule("a", "cart", "trafficPolicy: {tls: {mode: DISABLE}, outlierDetection: {interval: 5s}}"),
    );
    const [write] = circuitBreakerModule.toManifests({ ...limit, port: 80 }, objects);
    expect(write?.after?.spec?.["trafficPolicy"]).toEqual({
      tls: { mode: "DISABLE" },
      outlierDetection: { interval: "5s" },
      portLevelSettings: [
        { port: { number: 80 }, tls: { mode: "DISABLE" }, connectionPool: { tcp: { maxConnections: 9 } } },
      ],
    });
  });

  it("is not made for a subset that nobody knows", () => {
    expect(() => circuitBreakerModule.toManifests({ ...limit, subset: "v9" }, mesh())).toThrow(
      expect.objectContaining({ field: "subset", reason: "subset_missing" }),
    );
  });
});

describe("failover between localities", () => {
  const failover = {
    api: "istio" as const,
    service,
    algorithm: "default" as const,
    locality: {
      mode: "failover" as const,
      failover: [{ from: "eu", to: "us" }],
      distribute: [],
      failoverPriority: [],
    },
  };
  it("is refused without outlier detection, which Envoy needs for it", () => {
    expect(() => loadBalancingModule.toManifests(failover, mesh(rule("a", "cart", tls)))).toThrow(
      expect.objectContaining({ field: "locality.mode", reason: "outlier_detection_missing" }),
    );
  });
  it("is written where the service, or for a subset the service around it, has it", () => {
    const objects = mesh(
      rule("a", "cart", "trafficPolicy: {outlierDetection: {interval: 5s}}, subsets: [{name: v1}]"),
    );
    expect(loadBalancingModule.toManifests(failover, objects)).toHaveLength(1);
    expect(loadBalancingModule.toManifests({ ...failover, subset: "v1" }, objects)).toHaveLength(1);
  });
});

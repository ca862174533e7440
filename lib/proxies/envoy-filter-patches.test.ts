import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { patchesOf, type PatchedResource } from "./envoy-filter-patches";

const proxy = { namespace: "shop", labels: { app: "cart" }, isGateway: false };

function filter(namespace: string, spec: Record<string, unknown>): Manifest {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "f", namespace },
    spec,
  } as Manifest;
}

function patch(applyTo: string, match: unknown, operation: string, value: unknown = {}) {
  return { applyTo, match, patch: { operation, value } };
}

const inbound: PatchedResource = {
  section: "listeners",
  name: "virtualInbound",
  text: '{"filters":[{"name":"tag.lua"}],"destination_port": 8080}',
};
const marks = (filters: readonly Manifest[], resource: PatchedResource, own = proxy) =>
  patchesOf(filters, own, "istio-system", resource).map(({ mark }) => mark);

describe("patchesOf", () => {
  const lua = patch("HTTP_FILTER", { context: "SIDECAR_INBOUND" }, "INSERT_BEFORE", { name: "tag.lua" });

  it("tells what stands in the resource from what fits and does not", () => {
    expect(marks([filter("shop", { configPatches: [lua] })], inbound)).toEqual(["seen"]);
    expect(marks([filter("shop", { configPatches: [lua] })], { ...inbound, text: "{}" })).toEqual(["absent"]);
  });

  it("takes filters of the root namespace, and none of others or for other pods", () => {
    const configPatches = [lua];
    expect(marks([filter("istio-system", { configPatches })], inbound)).toEqual(["seen"]);
    expect(marks([filter("orders", { configPatches })], inbound)).toEqual([]);
    const workloadSelector = { labels: { app: "catalog" } };
    expect(marks([filter("shop", { configPatches, workloadSelector })], inbound)).toEqual([]);
  });

  it("keeps directions, gateways and kinds of resources apart", () => {
    const all = [filter("shop", { configPatches: [lua] })];
    expect(marks(all, { ...inbound, name: "0.0.0.0_80" })).toEqual([]);
    expect(marks(all, inbound, { ...proxy, isGateway: true })).toEqual([]);
    expect(marks(all, { ...inbound, section: "clusters" })).toEqual([]);
  });

  it("matches clusters by name, or by service, port and subset", () => {
    const cluster = { section: "clusters" as const, name: "outbound|80|v1|cart.shop.svc", text: "{}" };
    const of = (match: unknown) =>
      marks([filter("shop", { configPatches: [patch("CLUSTER", { cluster: match }, "MERGE")] })], cluster);
    expect(of({ service: "cart.shop.svc", portNumber: 80, subset: "v1" })).toEqual(["may"]);
    expect(of({ service: "cart.shop.svc", portNumber: 8080 })).toEqual([]);
    expect(of({ subset: "v2" })).toEqual([]);
    expect(of({ name: cluster.name })).toEqual(["may"]);
    expect(of({ name: "other" })).toEqual([]);
    expect(of(undefined)).toEqual(["may"]);
  });

  it("matches a listener by its port, also one that is a chain of the inbound listener, and by no part of it", () => {
    const of = (portNumber: number) =>
      marks(
        [
          filter("shop", {
            configPatches: [
              patch("NETWORK_FILTER", { context: "SIDECAR_INBOUND", listener: { portNumber } }, "MERGE"),
            ],
          }),
        ],
        inbound,
      );
    expect(of(8080)).toEqual(["may"]);
    expect(of(80)).toEqual([]);
  });

  it("ties a cluster that is added to that one", () => {
    const added = [
      filter("shop", { configPatches: [patch("CLUSTER", undefined, "ADD", { name: "lightstep" })] }),
    ];
    const cluster = (name: string) => ({ section: "clusters" as const, name, text: `{"name":"${name}"}` });
    expect(marks(added, cluster("lightstep"))).toEqual(["seen"]);
    expect(marks(added, cluster("outbound|80||a"))).toEqual([]);
  });
});

import { expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { applicableObjects } from "@/lib/services/applicable-objects";

function object(kind: string, namespace: string, name: string, spec: Record<string, unknown>): Manifest {
  return { apiVersion: "networking.istio.io/v1", kind, metadata: { name, namespace }, spec };
}

const target = {
  namespace: "shop",
  name: "cart",
  workloadLabels: [{ app: "cart", version: "v1" }],
  rootNamespace: "istio-system",
};
const relations = (...manifests: Manifest[]) =>
  applicableObjects(target, manifests).map((each) => [each.ref.name, each.relation]);

it("resolves short hosts in the object's own namespace", () => {
  expect(
    relations(
      object("VirtualService", "shop", "short", { hosts: ["cart"] }),
      object("VirtualService", "other", "elsewhere", { hosts: ["cart"] }),
      object("DestinationRule", "other", "full", { host: "cart.shop.svc.cluster.local" }),
    ),
  ).toEqual([
    ["short", "routes"],
    ["full", "policy"],
  ]);
});

it("finds routes that only send traffic here, mirrors and backends included", () => {
  expect(
    relations(
      object("VirtualService", "edge", "gateway", {
        hosts: ["shop.example"],
        http: [{ route: [{ destination: { host: "cart.shop" } }] }],
      }),
      object("VirtualService", "shop", "mirror", {
        hosts: ["web"],
        http: [{ mirror: { host: "cart" }, route: [{ destination: { host: "web" } }] }],
      }),
      object("HTTPRoute", "edge", "backend", {
        parentRefs: [{ name: "gw" }],
        rules: [{ backendRefs: [{ name: "cart", namespace: "shop", port: 80 }] }],
      }),
      object("HTTPRoute", "shop", "gamma", { parentRefs: [{ kind: "Service", name: "cart" }] }),
    ),
  ).toEqual([
    ["gamma", "routes"],
    ["backend", "sends_here"],
    ["gateway", "sends_here"],
    ["mirror", "sends_here"],
  ]);
});

it("reads selectors as Istio does: by workload, by namespace, by mesh", () => {
  expect(
    relations(
      object("PeerAuthentication", "istio-system", "default", {}),
      object("AuthorizationPolicy", "shop", "all", { rules: [] }),
      object("AuthorizationPolicy", "shop", "cart-only", { selector: { matchLabels: { app: "cart" } } }),
      object("AuthorizationPolicy", "shop", "web-only", { selector: { matchLabels: { app: "web" } } }),
      object("Sidecar", "other", "default", {}),
      object("EnvoyFilter", "shop", "lua", { workloadSelector: { labels: { app: "cart" } } }),
    ),
  ).toEqual([
    ["cart-only", "selects_workload"],
    ["lua", "selects_workload"],
    ["all", "namespace_wide"],
    ["default", "mesh_wide"],
  ]);
});

it("survives specs of any shape", () => {
  expect(
    relations(
      object("VirtualService", "shop", "odd", { hosts: "cart", http: 5 }),
      object("HTTPRoute", "shop", "empty", {}),
    ),
  ).toEqual([]);
});

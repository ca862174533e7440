import { expect, it } from "vitest";
import { egressHostsFromCalls, isCovered } from "@/lib/security/egress-proposal";
import { sidecarScopeIntentSchema } from "@/lib/security/sidecar-scope-intent";

it("names services by their namespace and outside hosts by any, each once", () => {
  const hosts = egressHostsFromCalls("shop", [
    "orders.orders.svc.cluster.local",
    "cart.shop.svc.cluster.local",
    "api.example.com",
    "cart.shop.svc.cluster.local",
    "istiod.istio-system.svc.cluster.local",
  ]);
  expect(hosts).toEqual([
    "istio-system/*",
    "*/api.example.com",
    "./cart.shop.svc.cluster.local",
    "orders/orders.orders.svc.cluster.local",
  ]);
  expect(sidecarScopeIntentSchema.safeParse({ namespace: "shop", egressHosts: hosts }).success).toBe(true);
});

it.each([
  ["cart.shop.svc.cluster.local", "./*", true],
  ["cart.shop.svc.cluster.local", "*/*", true],
  ["cart.shop.svc.cluster.local", "shop/cart.shop.svc.cluster.local", true],
  ["cart.shop.svc.cluster.local", "*/*.shop.svc.cluster.local", true],
  ["orders.orders.svc.cluster.local", "./*", false],
  ["orders.orders.svc.cluster.local", "./orders.orders.svc.cluster.local", false],
  ["cart.shop.svc.cluster.local", "~/*", false],
  ["api.example.com", "istio-system/*", true],
  ["api.example.com", "*/*.example.org", false],
])("%s is known by %s: %s", (host, entry, known) => {
  expect(isCovered(host, [entry], "shop")).toBe(known);
});

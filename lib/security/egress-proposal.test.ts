import { expect, it } from "vitest";
import { egressHostsFromCalls } from "@/lib/security/egress-proposal";
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

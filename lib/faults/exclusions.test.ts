import { describe, expect, it } from "vitest";
import { defaultFaultPolicy, excludedBy } from "@/lib/faults/exclusions";

describe("what faults are kept away from", () => {
  it.each([
    ["kube-system", "kube-system", "dns", true],
    ["kube-system", "kube-system-2", "dns", false],
    ["payments/*", "payments", "ledger", true],
    ["*/auth*", "shop", "authz", true],
    ["*/*gateway*", "ingress", "my-gateway-7", true],
    ["a*c*e/x", "abcde", "x", true],
    ["a*a", "a", "x", false],
    ["shop/cart", "shop", "cart-v2", false],
  ])("%s and %s/%s: %s", (pattern, namespace, name, isExcluded) => {
    expect(excludedBy([pattern], { namespace, name }) === pattern).toBe(isExcluded);
  });

  it("is the mesh's own by default", () => {
    const { exclude } = defaultFaultPolicy;
    expect(excludedBy(exclude, { namespace: "istio-system", name: "istiod" })).toBe("istio-system");
    expect(excludedBy(exclude, { namespace: "edge", name: "istio-ingressgateway" })).toBe("*/*gateway*");
    expect(excludedBy(exclude, { namespace: "shop", name: "cart" })).toBeUndefined();
  });
});

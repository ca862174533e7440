import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { delegatedOwner } from "@/lib/delivery/delegated-owner";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const object = (apiVersion: string, kind: string, name: string, spec: Manifest["spec"]): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "shop" },
  spec,
});
const canary = object("flagger.app/v1beta1", "Canary", "c", { targetRef: { name: "cart" } });
const argo = (spec: Manifest["spec"]) => object("argoproj.io/v1alpha1", "Rollout", "r", spec);
const ownerOf = (manifests: readonly Manifest[], name: string, namespace = "shop") =>
  delegatedOwner(objectsFromManifests(manifests), { namespace, name });

describe("who owns a service's traffic", () => {
  it("a Canary owns its apex, primary and canary service, and none elsewhere", () => {
    for (const name of ["cart", "cart-primary", "cart-canary"]) {
      expect(ownerOf([canary], name)).toMatchObject({ system: "flagger", evidence: "spec.targetRef.name" });
    }
    expect(ownerOf([canary], "cart-2")).toBeUndefined();
    expect(ownerOf([canary], "cart", "other")).toBeUndefined();
    const named = { ...canary, spec: { targetRef: { name: "cart" }, service: { name: "basket" } } };
    expect(ownerOf([named], "cart")).toBeUndefined();
    expect(ownerOf([named], "basket")?.evidence).toBe("spec.service.name");
  });

  it("a Rollout owns the services that it names, those of its VirtualService and those of its pods", () => {
    const rollout = argo({
      strategy: {
        canary: {
          stableService: "cart-stable",
          trafficRouting: { istio: { virtualService: { name: "edge" } } },
        },
      },
      template: { metadata: { labels: { app: "cart", team: "a" } } },
    });
    const route = object("networking.istio.io/v1", "VirtualService", "edge", { hosts: ["cart-root"] });
    const service = object("v1", "Service", "cart-pods", { selector: { app: "cart" } });
    const headless = object("v1", "Service", "external", {});
    const all = [rollout, route, service, headless];
    expect(ownerOf(all, "cart-stable")?.evidence).toBe("spec.strategy.canary.stableService");
    expect(ownerOf(all, "cart-root")?.evidence).toBe("spec.strategy.canary.trafficRouting.istio");
    expect(ownerOf(all, "cart-pods")?.evidence).toBe("spec.template.metadata.labels");
    expect(ownerOf(all, "external")).toBeUndefined();
    expect(ownerOf(all, "other")).toBeUndefined();
  });

  it("is nobody for objects without their form", () => {
    const broken = [
      { ...canary, spec: { targetRef: 3 } },
      argo({ strategy: "canary" }),
      argo({ strategy: { canary: { trafficRouting: { istio: { virtualServices: [null, 3] } } } } }),
    ];
    expect(ownerOf(broken, "cart")).toBeUndefined();
  });
});

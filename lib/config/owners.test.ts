import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { fieldHolders, ownersOf } from "@/lib/config/owners";

const route = (metadata: Record<string, unknown>): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "bookinfo", ...metadata },
});
const tracking = (id: string) => route({ annotations: { "argocd.argoproj.io/tracking-id": id } });
const manager = (name: string, fieldsV1: Record<string, unknown>) => ({
  manager: name,
  operation: "Apply",
  fieldsV1,
});

describe("owners", () => {
  it("believe an Argo CD tracking id only when it names the object that it stands on", () => {
    const own = ownersOf(tracking("shop:networking.istio.io/VirtualService:bookinfo/reviews"));
    expect(own).toMatchObject([{ kind: "argocd", name: "shop", certain: true, consequence: "reverted" }]);
    const copied = ownersOf(tracking("shop:networking.istio.io/VirtualService:prod/reviews"));
    expect(copied).toMatchObject([{ kind: "argocd", certain: false, consequence: "none" }]);
  });

  it("tell Flagger and Rollouts from other controllers by their API group", () => {
    const owned = (apiVersion: string) =>
      ownersOf(
        route({
          ownerReferences: [{ apiVersion, kind: "Canary", name: "reviews", uid: "u", controller: true }],
        }),
      )[0];
    expect(owned("flagger.app/v1beta1")).toMatchObject({
      kind: "flagger",
      consequence: "overwritten_by_controller",
    });
    expect(owned("argoproj.io/v1alpha1")?.kind).toBe("rollouts");
    expect(owned("example.org/v1")?.kind).toBe("controller");
  });

  it("leave out managers that hold no part of the spec, and ourselves", () => {
    const managedFields = [
      manager("heddle", { "f:spec": { "f:http": {} } }),
      manager("pilot", { "f:status": {} }),
      manager("kubectl", { "f:spec": { "f:hosts": {} } }),
    ];
    expect(ownersOf(route({ managedFields })).map(({ name }) => name)).toEqual(["kubectl"]);
  });
});

describe("a tool that marks and manages", () => {
  it("is named once", () => {
    const annotations = {
      "argocd.argoproj.io/tracking-id": "shop:networking.istio.io/VirtualService:bookinfo/reviews",
    };
    const managedFields = [
      manager("argocd-controller", { "f:spec": { "f:hosts": {} } }),
      manager("kubectl", { "f:spec": { "f:http": {} } }),
    ];
    expect(ownersOf(route({ annotations, managedFields })).map(({ kind }) => kind)).toEqual([
      "argocd",
      "field_manager",
    ]);
  });
});

describe("field holders", () => {
  const holders = (fieldsV1: Record<string, unknown>, path: readonly string[]) =>
    fieldHolders(route({ managedFields: [manager("other", fieldsV1)] }), [path]).length;

  it("hold a field, everything below it and everything above a leaf", () => {
    expect(holders({ "f:spec": { "f:http": {} } }, ["spec", "http"])).toBe(1);
    expect(holders({ "f:spec": {} }, ["spec", "http"])).toBe(1);
    expect(holders({ "f:spec": { "f:trafficPolicy": { "f:tls": {} } } }, ["spec", "trafficPolicy"])).toBe(1);
    expect(holders({ "f:spec": { "f:hosts": {} } }, ["spec", "http"])).toBe(0);
  });
});

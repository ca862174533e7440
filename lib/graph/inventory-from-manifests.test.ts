import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";
import { indexInventory } from "@/lib/graph/inventory";
import { inventoryFromManifests } from "@/lib/graph/inventory-from-manifests";

const pod = (spec: Record<string, unknown>, metadata: Partial<Manifest["metadata"]> = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "cart-v1-6f85cb9b7c-7cn4d", namespace: "shop", ...metadata },
  spec,
});
const proxy = { name: "istio-proxy" };
const app = { name: "app" };

describe("dataplaneFromPod", () => {
  it.each([
    ["a sidecar", pod({ containers: [app, proxy] }), "sidecar"],
    ["a native sidecar", pod({ containers: [app], initContainers: [proxy] }), "sidecar"],
    ["a proxy alone", pod({ containers: [proxy] }), "gateway"],
    [
      "an ingress label",
      pod({ containers: [proxy, app] }, { labels: { istio: "ingressgateway" } }),
      "gateway",
    ],
    ["a router", pod({ containers: [app, { ...proxy, args: ["proxy", "router"] }] }), "gateway"],
    [
      "a waypoint",
      pod({ containers: [proxy] }, { labels: { "gateway.istio.io/managed": "istio.io-mesh-controller" } }),
      "waypoint",
    ],
    [
      "a captured pod",
      pod({ containers: [app] }, { annotations: { "ambient.istio.io/redirection": "enabled" } }),
      "ambient",
    ],
    ["no proxy", pod({ containers: [app] }), "none"],
    ["an unexpected shape", pod({ containers: "none" }), "none"],
  ])("knows %s", (_name, manifest, dataplane) => {
    expect(dataplaneFromPod(manifest)).toBe(dataplane);
  });
});

const deployment = (name: string, labels: Record<string, string>, status: unknown): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "shop" },
  spec: { replicas: 2, template: { metadata: { labels } } },
  status,
});
const service = (name: string, selector?: Record<string, string>): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: selector === undefined ? {} : { selector },
});

describe("inventoryFromManifests", () => {
  it("joins services, workloads, versions and pods", () => {
    const inventory = inventoryFromManifests({
      services: [service("cart", { app: "cart" })],
      controllers: [deployment("cart-v1", { app: "cart", version: "v1" }, { availableReplicas: 1 })],
      pods: [
        pod(
          { containers: [app, proxy] },
          {
            ownerReferences: [
              {
                apiVersion: "apps/v1",
                kind: "ReplicaSet",
                name: "cart-v1-6f85cb9b7c",
                uid: "1",
                controller: true,
              },
            ],
          },
        ),
      ],
    });
    expect(indexInventory(inventory).workloadsOf("shop", "cart")).toEqual([
      {
        namespace: "shop",
        name: "cart-v1",
        kind: "Deployment",
        labels: { app: "cart", version: "v1" },
        version: "v1",
        dataplane: "sidecar",
        pods: { desired: 2, available: 1 },
      },
    ]);
  });

  it("lets a service without a selector choose nothing", () => {
    const inventory = inventoryFromManifests({
      services: [service("any")],
      controllers: [deployment("cart-v1", { app: "cart" }, {})],
      pods: [],
    });
    expect(indexInventory(inventory).workloadsOf("shop", "any")).toEqual([]);
  });

  it("does not know pods of a workload whose status was not read", () => {
    const { workloads } = inventoryFromManifests({
      services: [],
      controllers: [deployment("cart-v1", {}, undefined)],
      pods: [],
    });
    expect(workloads[0]?.pods).toBeUndefined();
  });

  it("keeps pods without a controller as workloads of their own", () => {
    const { workloads } = inventoryFromManifests({
      services: [],
      controllers: [],
      pods: [pod({ containers: [app] }, { name: "debug" })],
    });
    expect(workloads).toMatchObject([{ name: "debug", kind: "Pod", dataplane: "none" }]);
  });
});

const captures = new URL("../../../shared/meshbed/captures/kubernetes/", import.meta.url);

describe.skipIf(!existsSync(captures))("inventoryFromManifests on real objects", () => {
  it("takes every object that the captures hold without throwing", () => {
    const items = readdirSync(captures)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => {
        const body = JSON.parse(readFileSync(new URL(name, captures), "utf8")) as { items?: Manifest[] };
        return (body.items ?? []).map((item) => ({ ...item, kind: item.kind ?? "Pod" }));
      });
    const inventory = inventoryFromManifests({ services: items, controllers: items, pods: items });
    expect(inventory.known).toBe(true);
  });
});

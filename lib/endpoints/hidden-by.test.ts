import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { hiddenBy } from "./hidden-by";
import { podProblem, selectedPods } from "./pod-problem";

const host = "cart.shop.svc.cluster.local";
const service = (annotations = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "cart", namespace: "shop", annotations },
  spec: { clusterIP: "10.96.0.9", selector: { app: "cart" }, ports: [{ name: "http", port: 80 }] },
});
const sidecar = (hosts: readonly string[]): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Sidecar",
  metadata: { name: "default", namespace: "web" },
  spec: { egress: [{ hosts }] },
});
const proxy = { namespace: "web", labels: {} };

describe("hiddenBy", () => {
  it("names the Sidecar whose egress leaves the service out, and none that lets it in", () => {
    const of = (hosts: readonly string[]) =>
      hiddenBy({ "/Service": [service()], "networking.istio.io/Sidecar": [sidecar(hosts)] }, proxy, host);
    expect(of(["./*"])).toMatchObject({
      by: "sidecar",
      ref: { kind: "Sidecar", namespace: "web", name: "default" },
    });
    expect(of(["shop/*"])).toBeUndefined();
  });

  it("names the service whose exportTo leaves the namespace out", () => {
    const objects = { "/Service": [service({ "networking.istio.io/exportTo": "." })] };
    expect(hiddenBy(objects, proxy, host)).toMatchObject({
      by: "export_to",
      ref: { kind: "Service", name: "cart" },
    });
    expect(hiddenBy(objects, { namespace: "shop", labels: {} }, host)).toBeUndefined();
    expect(hiddenBy(objects, proxy, "other.example")).toBeUndefined();
  });
});

describe("podProblem", () => {
  const pod = (name: string, status: object, metadata = {}): Manifest => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels: { app: "cart" }, ...metadata },
    status: status as Record<string, unknown>,
  });
  const crashing = pod("a", {
    containerStatuses: [{ name: "app", state: { waiting: { reason: "CrashLoopBackOff" } } }],
  });
  const unready = pod("b", {
    conditions: [{ type: "Ready", status: "False", message: "containers with unready status: [app]" }],
  });
  const fine = pod("c", { conditions: [{ type: "Ready", status: "True" }] });

  it("tells Kubernetes' own words, the container's before the pod's", () => {
    expect([crashing, unready, fine].map(podProblem)).toEqual([
      "CrashLoopBackOff (app)",
      "containers with unready status: [app]",
      undefined,
    ]);
  });

  it("counts what the selector picks, and does not guess while pods are unknown", () => {
    expect(selectedPods(service(), [crashing, unready, fine])).toEqual({
      count: 3,
      problems: ["CrashLoopBackOff (app)", "containers with unready status: [app]"],
    });
    expect(selectedPods(service(), undefined)).toBeUndefined();
  });
});

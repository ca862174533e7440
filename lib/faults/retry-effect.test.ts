import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { loadAfter, retryEffects, seenAfter } from "@/lib/faults/retry-effect";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const pod: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web-0", namespace: "shop", labels: { app: "web" }, ownerReferences: [] },
};
const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80 }] },
};
const routed = (retries: Record<string, unknown>): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "web", namespace: "shop" },
  spec: { hosts: ["web"], http: [{ route: [{ destination: { host: "web" } }], retries }] },
});
const effect = (
  manifests: readonly Manifest[],
  abort: { percent: number; httpStatus?: number; grpcStatus?: "UNAVAILABLE" },
) =>
  retryEffects(
    objectsFromManifests([pod, service, ...manifests]),
    { namespace: "shop", workload: "web-0" },
    abort,
  )[0];

describe("retries before a caller", () => {
  it("turn half of the requests into an eighth, at one and three quarters of the load", () => {
    expect(seenAfter(0.5, 2)).toBe(0.125);
    expect(loadAfter(0.5, 2)).toBe(1.75);
  });

  it("repeat UNAVAILABLE but not 503 when nobody set a policy", () => {
    expect(effect([], { percent: 50, httpStatus: 503 })).toMatchObject({
      isDefault: true,
      attempts: 2,
      isRetried: false,
      seenShare: 0.5,
      loadFactor: 1,
    });
    expect(effect([], { percent: 50, grpcStatus: "UNAVAILABLE" })).toMatchObject({
      isRetried: true,
      seenShare: 0.125,
      loadFactor: 1.75,
    });
  });

  it.each([
    ["5xx", 503, true],
    ["gateway-error", 500, false],
    ["gateway-error", 503, true],
    ["429,connect-failure", 429, true],
    ["429,connect-failure", 503, false],
    ["retriable-4xx", 409, true],
  ])("with %s repeat %i: %s", (retryOn, httpStatus, isRetried) => {
    const policy = routed({ attempts: 1, retryOn });
    expect(effect([policy], { percent: 50, httpStatus })?.isRetried).toBe(isRetried);
  });

  it("are none where somebody turned them off", () => {
    expect(effect([routed({ attempts: 0 })], { percent: 50, httpStatus: 503 })).toMatchObject({
      attempts: 0,
      isRetried: false,
      isDefault: false,
    });
  });
});

import { describe, expect, it } from "vitest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { waypointOfService } from "@/server/operations/explain/service-waypoint";

const object = (kind: string, name: string, namespace: string | undefined, labels: Record<string, string>) =>
  manifestSchema.parse({
    apiVersion: "v1",
    kind,
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
  });
const use = "istio.io/use-waypoint";
const service = (labels: Record<string, string>) => object("Service", "cart", "shop", labels);
const shop = (labels: Record<string, string>) => [object("Namespace", "shop", undefined, labels)];
const pods = [
  object("Pod", "way-1", "shop", { "gateway.networking.k8s.io/gateway-name": "way" }),
  object("Pod", "edge-1", "edge", { "gateway.networking.k8s.io/gateway-name": "way" }),
];

describe("waypointOfService", () => {
  it("takes the service's own label before that of its namespace", () => {
    expect(waypointOfService(service({ [use]: "own" }), shop({ [use]: "way" }), pods)).toEqual({
      namespace: "shop",
      name: "own",
      by: "service",
      pods: [],
    });
    expect(waypointOfService(service({}), shop({ [use]: "way" }), pods)).toMatchObject({
      by: "namespace",
      pods: [{ namespace: "shop", pod: "way-1" }],
    });
  });

  it("finds a waypoint of another namespace", () => {
    const labels = { [use]: "way", "istio.io/use-waypoint-namespace": "edge" };
    expect(waypointOfService(service(labels), [], pods)).toMatchObject({
      namespace: "edge",
      pods: [{ namespace: "edge", pod: "edge-1" }],
    });
  });

  it("has none where the service turns off that of its namespace", () => {
    expect(waypointOfService(service({ [use]: "none" }), shop({ [use]: "way" }), pods)).toBeUndefined();
    expect(waypointOfService(service({}), shop({}), pods)).toBeUndefined();
  });
});

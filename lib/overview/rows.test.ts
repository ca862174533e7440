import { describe, expect, it } from "vitest";
import { namespaceRows } from "@/lib/overview/namespace-rows";
import { serviceRows, type ServiceFacts } from "@/lib/overview/service-rows";

const inventory = {
  known: true,
  services: [
    { namespace: "shop", name: "cart", selector: { app: "cart" } },
    { namespace: "shop", name: "batch", selector: { app: "batch" } },
    { namespace: "shop", name: "quiet", selector: { app: "quiet" } },
  ],
  workloads: [
    {
      namespace: "shop",
      name: "cart-v1",
      kind: "Deployment",
      labels: { app: "cart" },
      dataplane: "sidecar" as const,
      pods: { desired: 2, available: 2 },
    },
    {
      namespace: "shop",
      name: "batch",
      kind: "Deployment",
      labels: { app: "batch" },
      dataplane: "none" as const,
    },
    {
      namespace: "shop",
      name: "quiet",
      kind: "Deployment",
      labels: { app: "quiet" },
      dataplane: "sidecar" as const,
    },
  ],
};
const cart = { kind: "service" as const, cluster: "east", namespace: "shop", name: "cart" };
const facts: ServiceFacts = {
  cluster: "east",
  windowMs: 900_000,
  inventory,
  metricsKnown: true,
  signals: [
    {
      subject: cart,
      signals: { requestsPerSecond: 20, errorRatio: 0.2, latencyMsP99: 90 },
      byClass: { "2xx": 16, "5xx": 4 },
      clientOnlyErrorsPerSecond: 0,
    },
    {
      subject: { ...cart, namespace: "", name: "api.pay.example" },
      signals: { requestsPerSecond: 3 },
      byClass: { "2xx": 3 },
      clientOnlyErrorsPerSecond: 0,
    },
  ],
  sparklines: new Map(),
  outbound: new Map(),
  saturation: new Map([["shop/cart-v1", 0.7]]),
};
const row = (name: string, changed: Partial<ServiceFacts> = {}) =>
  serviceRows({ ...facts, ...changed }).find((each) => each.name === name);

describe("service rows", () => {
  it("calls a service in the mesh without series idle, and one outside of the mesh unknown", () => {
    expect(row("quiet")?.health.status).toBe("idle");
    expect(row("quiet")?.signals.requestsPerSecond).toBe(0);
    expect(row("batch")?.health.status).toBe("unknown");
    expect(row("batch")?.signals.requestsPerSecond).toBeUndefined();
  });

  it("knows nothing of traffic while Prometheus is silent", () => {
    const silent = { metricsKnown: false, signals: [] };
    expect(row("quiet", silent)?.health.status).toBe("unknown");
    expect(row("cart", silent)?.signals.requestsPerSecond).toBeUndefined();
  });

  it("carries errors into health and the tightest workload into saturation", () => {
    expect(row("cart")?.health.status).toBe("failing");
    expect(row("cart")?.signals.saturationRatio).toBe(0.7);
  });

  it("shows what a gateway passes on, since nobody in the mesh calls it", () => {
    const gateway = {
      known: true,
      services: [{ namespace: "edge", name: "ingress", selector: { app: "ingress" } }],
      workloads: [
        {
          namespace: "edge",
          name: "ingress-a",
          kind: "Deployment",
          labels: { app: "ingress" },
          dataplane: "gateway" as const,
        },
        {
          namespace: "edge",
          name: "ingress-b",
          kind: "Deployment",
          labels: { app: "ingress" },
          dataplane: "gateway" as const,
        },
      ],
    };
    const sent = (name: string, requestsPerSecond: number, errorRatio: number) =>
      [
        `edge/${name}`,
        {
          subject: { ...cart, kind: "workload" as const, namespace: "edge", name },
          signals: { requestsPerSecond, errorRatio },
          byClass: {},
          clientOnlyErrorsPerSecond: 0,
        },
      ] as const;
    const changed = {
      inventory: gateway,
      signals: [],
      outbound: new Map([sent("ingress-a", 30, 0), sent("ingress-b", 10, 0.4)]),
    };
    expect(row("ingress", changed)?.signals).toMatchObject({ requestsPerSecond: 40, errorRatio: 0.1 });
    expect(row("ingress", { ...changed, outbound: new Map() })?.signals.requestsPerSecond).toBeUndefined();
  });

  it("keeps external hosts apart from namespaces", () => {
    const services = serviceRows(facts);
    expect(row("api.pay.example")?.external).toBe(true);
    const namespaces = namespaceRows(
      [
        { name: "shop", dataplane: "sidecar" },
        { name: "empty", dataplane: "none" },
      ],
      services,
    );
    expect(namespaces.map((each) => each.name)).toEqual(["empty", "shop"]);
    expect(namespaces[0]?.requestsPerSecond).toBeUndefined();
    expect(namespaces[1]).toMatchObject({
      requestsPerSecond: 20,
      errorRatio: 0.2,
      serviceCount: 3,
      health: { status: "failing" },
    });
  });
});

import { type AppBlueprint, grpcPort, httpPort, type MeshBlueprint, tcpPort } from "./blueprint";
import { shopFlows } from "./shop-calls";

const v1 = (pods: number, latencyMsMedian: number, errorRatio = 0) => ({
  version: "v1",
  pods,
  latencyMsMedian,
  errorRatio,
});
const v2 = (pods: number, latencyMsMedian: number, errorRatio = 0) => ({
  version: "v2",
  pods,
  latencyMsMedian,
  errorRatio,
});

function app(
  namespace: string,
  name: string,
  versions: AppBlueprint["versions"],
  capacityPerPod: number,
  more: Partial<AppBlueprint> = {},
): AppBlueprint {
  return { namespace, name, versions, capacityPerPod, ports: [httpPort()], dataplane: "sidecar", ...more };
}

const gatewayPorts = [
  { ...httpPort(80), name: "http2", targetPort: 8080 },
  { ...httpPort(443), name: "https", targetPort: 8443 },
];

const apps: readonly AppBlueprint[] = [
  app("istio-system", "istio-ingressgateway", [v1(2, 0.6)], 400, {
    ports: gatewayPorts,
    dataplane: "gateway",
    labels: { istio: "ingressgateway" },
  }),
  app("istio-system", "api-gateway", [v1(1, 0.6)], 300, {
    ports: gatewayPorts,
    dataplane: "gateway",
    labels: { istio: "api-gateway" },
  }),
  app("shop", "storefront", [v1(3, 7, 0.00004)], 60),
  app("shop", "cart", [v1(2, 4, 0.00002)], 45),
  app("shop", "catalog", [v1(3, 6, 0.00003), v2(1, 5, 0.00003)], 140),
  app("shop", "recommendations", [v1(2, 16, 0.0002)], 40),
  app("orders", "checkout", [v1(3, 9, 0.00006), v2(1, 8, 0.00006)], 18),
  app("orders", "orders", [v1(3, 11, 0.00005)], 10),
  app("orders", "payments", [v1(2, 12, 0.0001)], 12),
  app("orders", "shipping", [v1(2, 6, 0.00003)], 20),
  app("orders", "order-worker", [v1(2, 5)], 12, { withoutService: true, ports: [] }),
  app("search", "search", [v1(2, 9, 0.00005), v2(1, 8, 0.00005)], 44),
  app("search", "search-index", [v1(2, 7, 0.00004)], 40, { ports: [grpcPort()] }),
  app("platform", "accounts", [v1(2, 3, 0.00002)], 70),
  app("platform", "inventory", [v1(3, 2.5, 0.00002)], 80, { ports: [grpcPort()] }),
  app("platform", "notifications", [v1(1, 8, 0.00008)], 30),
  // The target of a canary, and the copy of it that has the traffic between canaries.
  app("platform", "reports", [v1(1, 14, 0.00006)], 30),
  app("platform", "reports-primary", [v1(2, 15, 0.00006)], 30),
  app("data", "postgres", [v1(2, 1.5)], 400, {
    ports: [tcpPort(5432, "tcp-postgres")],
    dataplane: "ambient",
    kind: "StatefulSet",
  }),
  app("data", "redis", [v1(1, 0.4)], 900, { ports: [tcpPort(6379, "tcp-redis")], dataplane: "ambient" }),
  app("data", "queue", [v1(1, 0.8)], 300, { ports: [tcpPort(5672, "tcp-amqp")], dataplane: "ambient" }),
];

/** The mesh that a person meets: a web shop with its orders, its search, shared platform services and data. */
export const shopBlueprint: MeshBlueprint = {
  namespaces: [
    { name: "istio-system" },
    { name: "shop" },
    { name: "orders" },
    { name: "search" },
    { name: "platform" },
    { name: "data", ambient: true },
  ],
  nodes: 3,
  apps,
  externals: [
    {
      namespace: "orders",
      name: "paygate",
      host: "api.paygate.example",
      // Plain HTTP inside the mesh; the sidecar begins TLS to the outside.
      ports: [{ ...httpPort(80), targetPort: 443 }],
      latencyMsMedian: 85,
    },
  ],
  flows: shopFlows,
};

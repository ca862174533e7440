import { hostFromService } from "@/lib/mesh/service-host";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshSpec } from "@/server/demo/world/spec";
import type { ScenarioName } from "@/server/demo/world/world";

type Draft = {
  readonly kind: "VirtualService" | "DestinationRule";
  readonly service: string;
  readonly spec: (host: string) => Record<string, unknown>;
};

const route = (host: string, more: Record<string, unknown>, subset?: string) => ({
  hosts: [host],
  http: [{ route: [{ destination: subset === undefined ? { host } : { host, subset } }], ...more }],
});

/** The mistake that somebody made, for each scenario that is made of configuration. */
const drafts: Readonly<Partial<Record<ScenarioName, readonly Draft[]>>> = {
  "retry-storm": [
    {
      kind: "VirtualService",
      service: "orders/payments",
      spec: (host) =>
        route(host, { retries: { attempts: 5, perTryTimeout: "2s", retryOn: "5xx,reset,connect-failure" } }),
    },
  ],
  "timeout-inversion": [
    { kind: "VirtualService", service: "orders/orders", spec: (host) => route(host, { timeout: "0.15s" }) },
    {
      kind: "VirtualService",
      service: "orders/payments",
      spec: (host) =>
        route(host, { timeout: "3s", retries: { attempts: 2, perTryTimeout: "1s", retryOn: "5xx" } }),
    },
  ],
  "missing-subset": [
    { kind: "VirtualService", service: "shop/recommendations", spec: (host) => route(host, {}, "v2") },
  ],
  "mtls-mismatch": [
    {
      kind: "DestinationRule",
      service: "orders/shipping",
      spec: (host) => ({ host, trafficPolicy: { tls: { mode: "DISABLE" } } }),
    },
  ],
};

/** A pod that was made while its namespace did not ask for sidecars yet. */
const bareJobPod: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "price-import", namespace: "shop", labels: { app: "price-import" } },
  spec: {
    nodeName: "node-1",
    serviceAccountName: "default",
    containers: [{ name: "app", image: "registry.example.com/shop/price-import:v3" }],
  },
  status: {
    phase: "Running",
    podIP: "10.244.0.250",
    conditions: [{ type: "Ready", status: "True" }],
  },
};

/** The objects that a scenario adds to the mesh, so that its cause can be found and undone like any other. */
export function scenarioObjects(spec: MeshSpec, scenario: ScenarioName): readonly Manifest[] {
  const bare = spec.services.some(({ namespace }) => namespace === bareJobPod.metadata.namespace);
  if (scenario === "proxies-disconnected") return bare ? [bareJobPod] : [];
  return (drafts[scenario] ?? []).flatMap(({ kind, service, spec: specOf }): Manifest[] => {
    const [namespace = "", name = ""] = service.split("/");
    if (!spec.services.some((one) => one.namespace === namespace && one.name === name)) return [];
    return [
      {
        apiVersion: "networking.istio.io/v1",
        kind,
        metadata: { name, namespace },
        spec: specOf(hostFromService({ namespace, name })),
      },
    ];
  });
}

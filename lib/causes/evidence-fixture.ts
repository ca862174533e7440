import type { ClusterEvidence, Evidence, PodEvidence, RoutingEvidence, WorkloadsEvidence } from "./evidence";
import type { PolicyEvidence } from "./policy-evidence";

export const host = "cart.shop.svc.cluster.local";
export const ref = (kind: string, name = "cart", namespace = "shop") => ({
  apiVersion: "networking.istio.io/v1",
  kind,
  namespace,
  name,
});
const party = (name: string) => ({ namespace: "shop", name, dataplane: "sidecar", pods: [`${name}-1`] });
export const pod = (more: Partial<PodEvidence>): PodEvidence => ({
  namespace: "shop",
  name: "cart-1",
  workload: "cart",
  isReady: false,
  isTerminating: false,
  phase: "Pending",
  restarts: 0,
  containerPorts: [{ name: "web", port: 8080 }],
  ...more,
});
export const workloads = (more: Partial<WorkloadsEvidence>): WorkloadsEvidence => ({
  pods: [],
  scaledToZero: [],
  failedToCreate: [],
  ...more,
});
export const cluster = (
  settings: Partial<ClusterEvidence["settings"]>,
  more: Partial<ClusterEvidence> = {},
): ClusterEvidence => ({
  name: `outbound|80||${host}`,
  port: 80,
  subset: "",
  rule: ref("DestinationRule"),
  endpoints: 1,
  readyEndpoints: 1,
  settings: { name: `outbound|80||${host}`, discovery: "eds", tlsMode: "istio_mutual", ...settings },
  connections: [],
  ...more,
});
export const routing = (more: Partial<RoutingEvidence>): RoutingEvidence => ({
  outboundMode: "ALLOW_ANY",
  isVisible: true,
  isGateway: false,
  routes: [],
  virtualServices: [],
  strayRules: [],
  bindings: [],
  ...more,
});
export const policies = (more: Partial<PolicyEvidence>): PolicyEvidence => ({
  access: [],
  authorizers: [],
  authentication: [],
  rateLimits: [],
  serverModes: [],
  extensions: [],
  ...more,
});
export const proxy = (name: string, more: object) => ({ pod: `${name}-1`, rejected: [], stale: [], ...more });
export const base: Evidence = {
  nowMs: 1_000_000,
  caller: party("web"),
  destination: { text: host, host, workloads: [party("cart")] },
  service: {
    host,
    namespace: "shop",
    name: "cart",
    isExternal: false,
    resolution: "client_side",
    ref: { apiVersion: "v1", kind: "Service", namespace: "shop", name: "cart" },
    hasSelector: true,
    ports: [{ name: "http", number: 80, targetPort: 8080, protocol: "http" }],
  },
};

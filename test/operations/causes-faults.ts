import type { CauseId } from "@/lib/causes/cause";
import type { Manifest } from "@/lib/config/manifest";
import type { ScenarioName } from "@/server/demo/world/world";
import {
  host,
  edge,
  payments,
  paymentsHost,
  istio,
  security,
  routed,
  rule,
  service,
  ports,
  podStatus,
  waiting,
  rateLimit,
  provider,
  asksGatekeeper,
} from "./causes-drafts";

/** A mistake as a person makes it, what it looks like, and what is behind it. */
export type SeededFault = {
  readonly name: string;
  readonly expected: CauseId;
  readonly source: string;
  readonly destination: string;
  /** The symptom that a person would pick; absent is the most frequent one. */
  readonly pick?: { readonly flag: string; readonly reporter?: "source" | "destination" };
  readonly scenario?: ScenarioName;
  /** Whole objects to write. */
  readonly put?: readonly Manifest[];
  /** Changes of objects that exist: by kind, namespace, name. */
  readonly change?: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    /** Absent is every object of the kind whose labels hold `labels`. */
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly subresource?: "status";
    readonly edit: (object: Manifest) => Manifest;
  }[];
};

/** Every fault that the suite seeds, one after another. */
export const seededFaults = (nowMs: () => number): readonly SeededFault[] => [
  {
    name: "UH: the Service selects nothing",
    expected: "no_endpoints",
    ...edge,
    change: [service((spec) => ({ ...spec, selector: { app: "shiping" } }))],
  },
  {
    name: "UH: no pod is ready",
    expected: "endpoints_not_ready",
    ...edge,
    change: [
      podStatus((status) => ({
        ...status,
        conditions: (status["conditions"] as { type: string }[]).map((condition) =>
          condition.type === "Ready" ? { ...condition, status: "False" } : condition,
        ),
      })),
    ],
  },
  {
    name: "UH: the containers crash in a loop",
    expected: "pods_crashing",
    ...edge,
    change: [podStatus(waiting("CrashLoopBackOff"))],
  },
  {
    name: "UH: the image cannot be pulled",
    expected: "pods_not_started",
    ...edge,
    change: [podStatus(waiting("ImagePullBackOff"))],
  },
  {
    name: "UH: a targetPort by a name that no container has",
    expected: "wrong_port",
    ...edge,
    change: [ports({ targetPort: "web-api" })],
  },
  {
    name: "NC: the rule of the subset is for a host that is none",
    expected: "missing_subset",
    ...edge,
    put: [
      rule({ subsets: [{ name: "v1", labels: { version: "v1" } }] }, "shiping.orders.svc.cluster.local"),
      routed({}, { subset: "v1" }),
    ],
  },
  {
    name: "UH: a subset of labels that no pod has",
    expected: "subset_without_pods",
    ...edge,
    put: [rule({ subsets: [{ name: "blue", labels: { version: "blue" } }] }), routed({}, { subset: "blue" })],
  },
  {
    name: "UH: outlier detection may eject every host",
    expected: "outlier_ejected",
    ...payments,
    pick: { flag: "UH" },
    scenario: "retry-storm",
    put: [
      routed({ retries: { attempts: 0 } }, {}, paymentsHost),
      rule(
        {
          trafficPolicy: {
            outlierDetection: {
              consecutive5xxErrors: 1,
              interval: "1s",
              baseEjectionTime: "600s",
              maxEjectionPercent: 100,
            },
          },
        },
        paymentsHost,
      ),
    ],
  },
  { name: "UF: wrong targetPort", expected: "wrong_port", ...edge, change: [ports({ targetPort: 8099 })] },
  {
    name: "UF: mTLS mismatch",
    expected: "mtls_mismatch",
    ...edge,
    put: [rule({ trafficPolicy: { tls: { mode: "DISABLE" } } })],
  },
  {
    name: "UF: certificate expired",
    expected: "certificate_expired",
    ...payments,
    scenario: "certificate-expired",
  },
  {
    name: "UC: containers are killed",
    expected: "pods_crashing",
    ...edge,
    change: [
      podStatus((status) => ({
        ...status,
        containerStatuses: (status["containerStatuses"] as { name: string }[]).map((container) =>
          container.name === "istio-proxy"
            ? container
            : {
                ...container,
                restartCount: 9,
                lastState: {
                  terminated: {
                    reason: "OOMKilled",
                    exitCode: 137,
                    finishedAt: new Date(nowMs()).toISOString(),
                  },
                },
              },
        ),
      })),
    ],
  },
  {
    name: "NR: every route has a condition",
    expected: "no_route",
    ...edge,
    put: [routed({ match: [{ headers: { "x-team": { exact: "blue" } } }] })],
  },
  { name: "NC: missing subset", expected: "missing_subset", ...edge, put: [routed({}, { subset: "v7" })] },
  {
    name: "NC: wrong port in the route",
    expected: "wrong_port",
    ...edge,
    put: [routed({}, { port: { number: 9999 } })],
  },
  {
    name: "NC: a host that does not exist",
    expected: "missing_cluster",
    ...edge,
    put: [
      istio("VirtualService", "shipping", {
        hosts: [host],
        http: [{ route: [{ destination: { host: "shipping-next.orders.svc.cluster.local" } }] }],
      }),
    ],
  },
  {
    name: "URX: retries of a service that fails",
    expected: "retries_exhausted",
    ...payments,
    pick: { flag: "URX" },
    scenario: "retry-storm",
    put: [routed({ retries: { attempts: 2, perTryTimeout: "2s", retryOn: "5xx" } }, {}, paymentsHost)],
  },
  {
    name: "URX: retry storm",
    expected: "retry_storm",
    ...payments,
    pick: { flag: "URX" },
    scenario: "retry-storm",
  },
  {
    name: "UO: connection pool too small",
    expected: "circuit_breaker",
    ...edge,
    pick: { flag: "UO" },
    put: [
      rule({
        trafficPolicy: {
          connectionPool: {
            tcp: { maxConnections: 1 },
            http: { http2MaxRequests: 1, http1MaxPendingRequests: 1 },
          },
        },
      }),
    ],
  },
  {
    name: "UT: timeout shorter than the work",
    expected: "timeout_too_short",
    ...edge,
    pick: { flag: "UT" },
    put: [routed({ timeout: "0.006s" })],
  },
  {
    name: "DC: the caller's patience ends",
    expected: "caller_left",
    ...edge,
    pick: { flag: "DC", reporter: "destination" },
    put: [routed({ timeout: "0.006s" })],
  },
  {
    name: "FI: a forgotten fault",
    expected: "fault_injected",
    ...edge,
    put: [routed({ fault: { abort: { percentage: { value: 30 }, httpStatus: 503 } } })],
  },
  { name: "RL: local rate limit", expected: "rate_limited", ...edge, put: [rateLimit] },
  {
    name: "RBAC: an ALLOW policy that forgot the caller",
    expected: "access_denied",
    ...edge,
    put: [
      security("AuthorizationPolicy", "shipping-callers", {
        selector: { matchLabels: { app: "shipping" } },
        action: "ALLOW",
        rules: [{ from: [{ source: { principals: ["cluster.local/ns/orders/sa/nobody"] } }] }],
      }),
    ],
  },
  {
    name: "UPE: the port is declared gRPC",
    expected: "protocol_mismatch",
    ...edge,
    change: [ports({ name: "grpc", appProtocol: "grpc" })],
  },
  {
    name: "REGISTRY_ONLY: the Sidecar leaves the service out",
    expected: "egress_blocked",
    ...edge,
    put: [
      istio("Sidecar", "default", {
        egress: [{ hosts: ["istio-system/*", "./orders.orders.svc.cluster.local", "shop/*"] }],
        outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
      }),
    ],
  },
  {
    name: "UAEX: the authorizer is gone",
    expected: "ext_authz_unreachable",
    ...edge,
    change: [provider("gatekeeper.platform.svc.cluster.local")],
    put: [asksGatekeeper],
  },
  {
    name: "UAEX: the authorizer says no",
    expected: "ext_authz_denied",
    ...edge,
    change: [provider("accounts.platform.svc.cluster.local")],
    put: [asksGatekeeper],
  },
  {
    name: "500: the application itself",
    expected: "application_answer",
    source: "shop/storefront-v1",
    destination: "orders/checkout-v2",
    scenario: "bad-canary",
  },
  {
    name: "500: what the destination calls is denied",
    expected: "deeper_service",
    ...edge,
    put: [
      security(
        "AuthorizationPolicy",
        "inventory-closed",
        { selector: { matchLabels: { app: "inventory" } } },
        "platform",
      ),
    ],
  },
];

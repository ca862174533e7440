import type { Manifest } from "@/lib/config/manifest";

export const host = "shipping.orders.svc.cluster.local";
export const edge = { source: "orders/checkout-v1", destination: "orders/shipping" };
export const payments = { source: "orders/orders-v1", destination: "orders/payments" };
export const paymentsHost = "payments.orders.svc.cluster.local";

export const istio = (
  kind: string,
  name: string,
  spec: Record<string, unknown>,
  namespace = "orders",
): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind,
  metadata: { name, namespace },
  spec,
});
export const security = (
  kind: string,
  name: string,
  spec: Record<string, unknown>,
  namespace = "orders",
): Manifest => ({
  ...istio(kind, name, spec, namespace),
  apiVersion: "security.istio.io/v1",
});
export const routed = (more: Record<string, unknown>, destination: Record<string, unknown> = {}, to = host) =>
  istio("VirtualService", to.split(".")[0] ?? "", {
    hosts: [to],
    http: [{ route: [{ destination: { host: to, ...destination } }], ...more }],
  });
export const rule = (more: Record<string, unknown>, to = host) =>
  istio("DestinationRule", to.split(".")[0] ?? "", { host: to, ...more });

export const service = (edit: (spec: Record<string, unknown>) => Record<string, unknown>) => ({
  apiVersion: "v1",
  kind: "Service",
  namespace: "orders",
  name: "shipping",
  edit: (object: Manifest): Manifest => ({ ...object, spec: edit(object.spec ?? {}) }),
});
export const ports = (change: Record<string, unknown>) =>
  service((spec) => ({
    ...spec,
    ports: (spec["ports"] as Record<string, unknown>[]).map((port) => ({ ...port, ...change })),
  }));
export const podStatus = (edit: (status: Record<string, unknown>) => Record<string, unknown>) => ({
  apiVersion: "v1",
  kind: "Pod",
  namespace: "orders",
  labels: { app: "shipping" },
  subresource: "status" as const,
  edit: (object: Manifest): Manifest => ({
    ...object,
    status: edit((object.status ?? {}) as Record<string, unknown>),
  }),
});

/** A status in which no application's container runs, for a reason. */
export const waiting =
  (reason: string) =>
  (status: Record<string, unknown>): Record<string, unknown> => ({
    ...status,
    conditions: (status["conditions"] as { type: string }[]).map((condition) =>
      condition.type === "Ready" ? { ...condition, status: "False" } : condition,
    ),
    containerStatuses: (status["containerStatuses"] as { name: string }[]).map((container) =>
      container.name === "istio-proxy"
        ? container
        : { ...container, ready: false, state: { waiting: { reason } } },
    ),
  });

export const rateLimit: Manifest = {
  ...istio("EnvoyFilter", "shipping-quota", {
    workloadSelector: { labels: { app: "shipping" } },
    configPatches: [
      {
        applyTo: "HTTP_FILTER",
        match: { context: "SIDECAR_INBOUND" },
        patch: {
          operation: "INSERT_BEFORE",
          value: {
            name: "envoy.filters.http.local_ratelimit",
            typed_config: {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
              stat_prefix: "http_local_rate_limiter",
              token_bucket: { max_tokens: 2, tokens_per_fill: 2, fill_interval: "1s" },
            },
          },
        },
      },
    ],
  }),
  apiVersion: "networking.istio.io/v1alpha3",
};

export const provider = (to: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "istio-system",
  name: "istio",
  edit: (object: Manifest): Manifest => {
    const data = object["data"] as Record<string, string>;
    const mesh = `${data["mesh"] ?? ""}\nextensionProviders:\n- name: gatekeeper\n  envoyExtAuthzGrpc:\n    service: ${to}\n    port: 8080\n`;
    return { ...object, data: { ...data, mesh } };
  },
});
export const asksGatekeeper = security("AuthorizationPolicy", "ask-gatekeeper", {
  selector: { matchLabels: { app: "shipping" } },
  action: "CUSTOM",
  provider: { name: "gatekeeper" },
  rules: [{ to: [{ operation: { paths: ["/*"] } }] }],
});

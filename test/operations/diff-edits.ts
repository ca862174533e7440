import type { DiffMesh, ProxyRef } from "./diff-mesh";
import {
  apiRouteEdits,
  networking,
  ref,
  routeEdits,
  storefront,
  type Edit,
  type Spec,
} from "./diff-route-edits";

const rule = ref("DestinationRule", "shop", "catalog");
const cart: ProxyRef = { namespace: "shop", app: "cart" };
const gateway: ProxyRef = { namespace: "istio-system", app: "istio-ingressgateway" };

const ruled = (change: (policy: Spec, spec: Spec) => Spec) => (mesh: DiffMesh) =>
  mesh.edit(rule, (spec) => ({ ...spec, trafficPolicy: change(spec["trafficPolicy"] as Spec, spec) }));

const policy = (title: string, change: (policy: Spec, spec: Spec) => Spec, ...finds: RegExp[]): Edit => ({
  title: `DestinationRule: ${title}`,
  proxy: storefront,
  act: ruled(change),
  finds,
  only: /^\w+ clusters outbound\|8080\|(?:v1|v2|)\|catalog\.shop/,
  cause: /^DestinationRule shop\/catalog$/,
});

const authorization = (paths: string[]) => ({
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { namespace: "shop", name: "cart-paths" },
  spec: {
    selector: { matchLabels: { app: "cart" } },
    action: "DENY",
    rules: [{ to: [{ operation: { paths } }] }],
  },
});
const peer = (mode: string) => ({
  apiVersion: "security.istio.io/v1",
  kind: "PeerAuthentication",
  metadata: { namespace: "shop", name: "cart-mode" },
  spec: { selector: { matchLabels: { app: "cart" } }, mtls: { mode } },
});
const entry = (hosts: string[]) => ({
  apiVersion: networking,
  kind: "ServiceEntry",
  metadata: { namespace: "shop", name: "weather" },
  spec: {
    hosts,
    location: "MESH_EXTERNAL",
    resolution: "DNS",
    ports: [{ number: 80, name: "http", protocol: "HTTP" }],
  },
});
const inbound = /^\w+ listeners virtualInbound filter_chains/;

const ruleEdits: readonly Edit[] = [
  policy(
    "outlier detection",
    (own) => ({
      ...own,
      outlierDetection: { consecutive5xxErrors: 3, interval: "5s", baseEjectionTime: "30s" },
    }),
    /changed .*outlier_detection\.consecutive_5xx$/,
    /changed .*outlier_detection\.interval$/,
    /changed .*outlier_detection\.max_ejection_percent$/,
  ),
  policy(
    "connection pool",
    (own) => ({
      ...own,
      connectionPool: { tcp: { maxConnections: 5 }, http: { http1MaxPendingRequests: 1 } },
    }),
    /changed .*thresholds\[DEFAULT\]\.max_connections$/,
    /changed .*thresholds\[.*\]\.max_pending_requests$/,
    /changed .*connect_timeout$/,
  ),
  policy("load balancer", (own) => ({ ...own, loadBalancer: { simple: "RANDOM" } }), /lb_policy$/),
  policy("TLS off", (own) => ({ ...own, tls: { mode: "DISABLE" } }), /removed .*transport_socket/),
  {
    ...policy("a subset", (own) => own),
    act: (mesh) =>
      mesh.edit(rule, (spec) => ({
        ...spec,
        subsets: [...(spec["subsets"] as Spec[]), { name: "all", labels: { app: "catalog" } }],
      })),
    finds: [/^added clusters outbound\|8080\|all\|catalog/, /^added endpoints outbound\|8080\|all\|catalog/],
    only: /^added (?:clusters|endpoints) outbound\|8080\|all\|catalog\.shop\.svc\.cluster\.local $/,
  },
  {
    ...policy("the labels of a subset", (own) => own),
    act: (mesh) =>
      mesh.edit(rule, (spec) => ({
        ...spec,
        subsets: (spec["subsets"] as Spec[]).map((each) =>
          each["name"] === "all" ? { name: "all", labels: { app: "catalog", version: "v1" } } : each,
        ),
      })),
    finds: [/^removed endpoints outbound\|8080\|all\|catalog.* endpoints\[.*\]\.lb_endpoints\[/],
    only: /^removed endpoints outbound\|8080\|all\|catalog/,
  },
];

const securityEdits: readonly Edit[] = [
  {
    title: "AuthorizationPolicy: a new one",
    proxy: cart,
    act: (mesh) => mesh.put(authorization(["/internal"])),
    finds: [/^added listeners virtualInbound .*ns\[shop\]-policy\[cart-paths\]-rule\[0\]/],
    only: inbound,
    cause: /^AuthorizationPolicy shop\/cart-paths$/,
  },
  {
    title: "AuthorizationPolicy: another path",
    proxy: cart,
    act: (mesh) => mesh.put(authorization(["/secret"])),
    finds: [/^changed listeners virtualInbound .*cart-paths.*\.exact$/],
    only: inbound,
    cause: /^AuthorizationPolicy shop\/cart-paths$/,
  },
  {
    title: "AuthorizationPolicy: deleted",
    proxy: cart,
    act: (mesh) => mesh.remove(ref("AuthorizationPolicy", "shop", "cart-paths", "security.istio.io/v1")),
    finds: [/^removed listeners virtualInbound .*cart-paths/],
    only: inbound,
    cause: /^AuthorizationPolicy shop\/cart-paths$/,
  },
  {
    title: "AuthorizationPolicy: nothing is allowed",
    proxy: cart,
    act: (mesh) =>
      mesh.put({
        ...authorization([]),
        metadata: { namespace: "shop", name: "cart-nobody" },
        spec: { selector: { matchLabels: { app: "cart" } } },
      }),
    finds: [/^added listeners virtualInbound .*rbac"\]$/],
    only: inbound,
    cause: /^AuthorizationPolicy shop\/cart-nobody$/,
  },
  {
    title: "PeerAuthentication: plaintext is let in",
    proxy: cart,
    act: (mesh) => mesh.put(peer("PERMISSIVE")),
    finds: [/^added listeners virtualInbound filter_chains\[\d+ "0\.0\.0\.0_8080"\]$/],
    only: inbound,
    cause: /^PeerAuthentication shop\/cart-mode$/,
  },
  {
    title: "PeerAuthentication: only plaintext",
    proxy: cart,
    act: (mesh) => mesh.put(peer("DISABLE")),
    finds: [/^removed listeners virtualInbound filter_chains\[\d+ "0\.0\.0\.0_8080"\]$/],
    only: /^\w+ (?:listeners virtualInbound filter_chains|(?:clusters|endpoints) (?:out|in)bound\|8080\|)/,
    cause: /^PeerAuthentication shop\/cart-mode$/,
  },
];

const scopeEdits: readonly Edit[] = [
  {
    title: "ServiceEntry: a new host",
    proxy: storefront,
    act: (mesh) => mesh.put(entry(["weather.example.com"])),
    finds: [/^added clusters outbound\|80\|\|weather\.example\.com $/, /^added routes 80 /],
    only: /weather\.example\.com|^added (?:listeners 0\.0\.0\.0_80|routes 80) $/,
    cause: /^ServiceEntry shop\/weather$/,
  },
  {
    title: "Sidecar: the storefront sees its own namespace only",
    proxy: storefront,
    act: (mesh) =>
      mesh.put({
        apiVersion: networking,
        kind: "Sidecar",
        metadata: { namespace: "shop", name: "front" },
        spec: {
          workloadSelector: { labels: { app: "storefront" } },
          egress: [{ hosts: ["./*", "istio-system/*"] }],
        },
      }),
    finds: [
      /^removed clusters outbound\|8080\|\|checkout\.orders/,
      /^removed routes 8080 virtual_hosts\[checkout\.orders/,
    ],
    only: /^removed /,
    cause: /^Sidecar shop\/front$/,
  },
  {
    title: "Sidecar: one more namespace",
    proxy: storefront,
    act: (mesh) =>
      mesh.edit(ref("Sidecar", "shop", "front"), (spec) => ({
        ...spec,
        egress: [{ hosts: ["./*", "istio-system/*", "platform/*"] }],
      })),
    finds: [/^added clusters outbound\|8080\|\|accounts\.platform/],
    only: /^added /,
    cause: /^Sidecar shop\/front$/,
  },
  {
    title: "Gateway: one more host",
    proxy: gateway,
    act: (mesh) =>
      mesh.edit(ref("Gateway", "istio-system", "shop"), (spec) => ({
        ...spec,
        servers: [
          ...(spec["servers"] as Spec[]),
          { port: { number: 8081, name: "http-more", protocol: "HTTP" }, hosts: ["*"] },
        ],
      })),
    finds: [/^added listeners 0\.0\.0\.0_8081 $/],
    only: /^added (?:listeners 0\.0\.0\.0_8081|routes http\.8081) $/,
    cause: /^Gateway istio-system\/shop$/,
  },
];

const otherEdits: readonly Edit[] = [
  {
    title: "Service: a new one",
    proxy: storefront,
    act: (mesh) =>
      mesh.put({
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace: "shop", name: "basket" },
        spec: { selector: { app: "cart" }, ports: [{ name: "http", port: 8080, targetPort: 8080 }] },
      }),
    finds: [
      /^added clusters outbound\|8080\|\|basket\.shop/,
      /^added routes 8080 virtual_hosts\[basket\.shop/,
    ],
    only: /^added \w+ .*basket\.shop/,
    cause: /^Service shop\/basket$/,
  },
  {
    title: "Deployment: a pod less",
    proxy: storefront,
    act: (mesh) => mesh.dropEndpoint("shop", "cart"),
    finds: [/^removed endpoints outbound\|8080\|\|cart\.shop.*lb_endpoints\[[\d.]+:8080\]$/],
    only: /^removed endpoints outbound\|8080\|\|cart\.shop/,
    cause: /^Deployment shop\/cart-v1$/,
  },
  {
    title: "VirtualService: deleted",
    proxy: storefront,
    act: (mesh) => mesh.remove(ref("VirtualService", "shop", "alias")),
    finds: [/^removed .*virtual_hosts\[books\.example\.com/],
    only: /^removed routes (?:8080|80) virtual_hosts\[books\.example\.com/,
    cause: /^VirtualService shop\/alias$/,
  },
  {
    title: "DestinationRule: deleted",
    proxy: storefront,
    act: (mesh) => mesh.remove(rule),
    finds: [
      /^removed clusters outbound\|8080\|v1\|catalog/,
      /^removed clusters outbound\|8080\|\|catalog.* outlier_detection$/,
    ],
    only: /^\w+ (?:clusters|endpoints) outbound\|8080\|(?:v1|v2|all|)\|catalog/,
    cause: /^DestinationRule shop\/catalog$/,
  },
];

export const edits: readonly Edit[] = [
  ...routeEdits,
  ...apiRouteEdits,
  ...ruleEdits,
  ...securityEdits,
  ...otherEdits,
  ...scopeEdits,
];

export const unrelated = {
  apiVersion: networking,
  kind: "VirtualService",
  metadata: { namespace: "orders", name: "private" },
  spec: {
    hosts: ["private.example.com"],
    exportTo: ["."],
    http: [{ route: [{ destination: { host: "orders.orders.svc.cluster.local" } }] }],
  },
};

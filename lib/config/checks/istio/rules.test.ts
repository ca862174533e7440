import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { istioRules } from "./rules";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { printObjectRef } from "@/lib/mesh/object-ref";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";

const api: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  MutatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
  AuthorizationPolicy: "security.istio.io/v1",
  RequestAuthentication: "security.istio.io/v1",
  Telemetry: "telemetry.istio.io/v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
};
const core = ["Pod", "Service", "Namespace", "Node", "ConfigMap", "Secret"];
const clusterWide = ["Namespace", "Node", "MutatingWebhookConfiguration", "CustomResourceDefinition"];
const everyKind = istioRules.flatMap(({ reads }) => reads);

/** Objects from documents of `Kind: name` with the rest of the object; their namespace is "shop" unless it says another. */
function meshFrom(yaml: string): MeshObjects {
  const manifests = parseAllDocuments(yaml).flatMap((document) => {
    const [[kind, name] = ["", ""], ...rest] = Object.entries(document.toJS() as Record<string, unknown>);
    const { labels, annotations, in: place, ...more } = Object.fromEntries(rest);
    const namespace = clusterWide.includes(kind) ? {} : { namespace: place ?? "shop" };
    const apiVersion = core.includes(kind) ? "v1" : (api[kind] ?? "networking.istio.io/v1");
    const metadata = { name, ...namespace, ...(labels === undefined ? {} : { labels }), annotations };
    return manifestSchema.parse({ apiVersion, kind, metadata, ...more });
  });
  return { ...Object.fromEntries(everyKind.map((key) => [key, []])), ...objectsFromManifests(manifests) };
}

function said(objects: MeshObjects, code: string): readonly string[] {
  return istioRules
    .filter(({ codes }) => codes.includes(code))
    .flatMap((rule) => rule.check({ objects, facts: {}, nowMs: 0 }))
    .filter((finding) => finding.code === code)
    .map(({ object }) => printObjectRef(object))
    .toSorted();
}

const cart = `
Service: cart
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, protocol: TCP }] }
---
Pod: cart-1
labels: { app: cart, version: v1 }
spec: { containers: [{ name: istio-proxy, image: proxy }] }
---
`;

describe.each([
  [
    "IST0002",
    "VirtualService: a\nspec: { http: [{ fault: { delay: { percent: 5 } } }] }",
    ["VirtualService shop/a"],
  ],
  [
    "IST0101",
    `${cart}VirtualService: a\nspec: { http: [{ route: [{ destination: { host: cat } }] }] }`,
    ["VirtualService shop/a"],
  ],
  [
    "IST0101",
    `${cart}VirtualService: a\nspec: { http: [{ route: [{ destination: { host: cart, subset: v9 } }] }] }`,
    ["VirtualService shop/a"],
  ],
  ["IST0101", `${cart}VirtualService: a\nspec: { hosts: [a], gateways: [front] }`, ["VirtualService shop/a"]],
  [
    "IST0101",
    `${cart}Sidecar: a\nspec: { workloadSelector: { labels: { app: other } } }`,
    ["Sidecar shop/a"],
  ],
  ["IST0102", "Namespace: shop", ["Namespace shop"]],
  ["IST0102", "Namespace: kube-system", []],
  [
    "IST0103",
    "Namespace: shop\nlabels: { istio-injection: enabled }\n---\nPod: a\nspec: { containers: [{ name: app }] }",
    ["Pod shop/a"],
  ],
  [
    "IST0103",
    "Namespace: shop\nlabels: { istio-injection: enabled }\n---\nPod: a\nspec: { hostNetwork: true }",
    [],
  ],
  ["IST0107", "Service: a\nannotations: { sidecar.istio.io/logLevel: debug }", ["Service shop/a"]],
  ["IST0108", "Service: a\nannotations: { sidecar.istio.io/loudness: high }", ["Service shop/a"]],
  [
    "IST0109",
    "VirtualService: a\nspec: { hosts: [cart] }\n---\nVirtualService: b\nspec: { hosts: [cart.shop.svc.cluster.local] }",
    ["VirtualService shop/a", "VirtualService shop/b"],
  ],
  [
    "IST0109",
    "VirtualService: a\nspec: { hosts: [cart], exportTo: [one] }\n---\nVirtualService: b\nspec: { hosts: [cart], exportTo: [two] }",
    [],
  ],
  [
    "IST0110",
    `${cart}Sidecar: a\nspec: { workloadSelector: { labels: { app: cart } } }\n---\nSidecar: b\nspec: { workloadSelector: { labels: { version: v1 } } }`,
    ["Sidecar shop/a", "Sidecar shop/b"],
  ],
  ["IST0111", "Sidecar: a\nspec: {}\n---\nSidecar: b\nspec: {}", ["Sidecar shop/a", "Sidecar shop/b"]],
  [
    "IST0112",
    "Service: two\nspec: { ports: [{ port: 1 }, { port: 2 }] }\n---\nVirtualService: a\nspec: { tcp: [{ route: [{ destination: { host: two } }] }] }",
    ["VirtualService shop/a"],
  ],
  ["IST0118", "Service: a\nspec: { ports: [{ name: web, port: 8080 }] }", ["Service shop/a"]],
  [
    "IST0118",
    "Service: a\nspec: { ports: [{ name: web, port: 8080, appProtocol: http }, { name: sql, port: 3306 }] }",
    [],
  ],
  [
    "IST0123",
    "Namespace: shop\nlabels: { istio-injection: enabled, istio.io/rev: canary }",
    ["Namespace shop"],
  ],
  [
    "IST0125",
    "Pod: a\nannotations: { traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/99 }",
    ["Pod shop/a"],
  ],
  [
    "IST0127",
    `${cart}AuthorizationPolicy: a\nspec: { selector: { matchLabels: { app: other } } }`,
    ["AuthorizationPolicy shop/a"],
  ],
  [
    "IST0127",
    `${cart}AuthorizationPolicy: a\nin: istio-system\nspec: { selector: { matchLabels: { app: cart } } }`,
    [],
  ],
  [
    "IST0128",
    "DestinationRule: a\nspec: { host: x.com, trafficPolicy: { tls: { mode: SIMPLE } } }",
    ["DestinationRule shop/a"],
  ],
  [
    "IST0130",
    "VirtualService: a\nspec: { http: [{ name: all }, { match: [{ uri: { exact: /a } }] }] }",
    ["VirtualService shop/a"],
  ],
  [
    "IST0131",
    "VirtualService: a\nspec: { http: [{ match: [{ uri: { prefix: /a } }] }, { match: [{ uri: { prefix: /a/b } }] }] }",
    ["VirtualService shop/a"],
  ],
  [
    "IST0131",
    "VirtualService: a\nspec: { http: [{ match: [{ uri: { prefix: /a }, port: 80 }] }, { match: [{ uri: { prefix: /a/b } }] }] }",
    [],
  ],
  [
    "IST0132",
    "Gateway: front\nspec: { servers: [{ hosts: [other/a.com, b.com] }] }\n---\nVirtualService: a\nspec: { hosts: [a.com], gateways: [front] }",
    ["VirtualService shop/a"],
  ],
  [
    "IST0134",
    "ServiceEntry: a\nspec: { hosts: [a.com], ports: [{ number: 1, protocol: TCP }] }",
    ["ServiceEntry shop/a"],
  ],
  [
    "IST0137",
    "Namespace: shop\nlabels: { istio-injection: enabled }\n---\nDeployment: a\nspec: { template: { metadata: { labels: { app: a } } } }\n---\nService: one\nspec: { selector: { app: a }, ports: [{ port: 1, targetPort: 9 }] }\n---\nService: two\nspec: { selector: { app: a }, ports: [{ port: 2, targetPort: 9 }] }",
    ["Deployment shop/a"],
  ],
  [
    "IST0138",
    "Gateway: a\nspec: { selector: { istio: g }, servers: [{ tls: { credentialName: c } }] }\n---\nGateway: b\nspec: { selector: { istio: g }, servers: [{ tls: { credentialName: c } }] }",
    ["Gateway shop/a", "Gateway shop/b"],
  ],
  [
    "IST0139",
    "MutatingWebhookConfiguration: a\nwebhooks: [{ name: x.istio.io, clientConfig: { service: { name: istiod, namespace: istio-system } } }]",
    ["MutatingWebhookConfiguration a"],
  ],
  [
    "IST0144",
    "Pod: a\nspec: { containers: [{ name: app, securityContext: { runAsUser: 1337 } }] }",
    ["Pod shop/a"],
  ],
  [
    "IST0145",
    "Gateway: a\nspec: { servers: [{ port: { number: 80 }, hosts: [x.com] }] }\n---\nGateway: b\nspec: { servers: [{ port: { number: 80 }, hosts: [x.com] }] }",
    ["Gateway shop/a", "Gateway shop/b"],
  ],
  [
    "IST0145",
    "Gateway: a\nspec: { servers: [{ port: { number: 80 }, hosts: [x.com] }] }\n---\nGateway: b\nspec: { servers: [{ port: { number: 80 }, bind: 10.0.0.1, hosts: [x.com] }] }",
    [],
  ],
  [
    "IST0149",
    `${cart}Gateway: front\nspec: { selector: { app: cart } }\n---\nVirtualService: a\nspec: { gateways: [front], http: [{ match: [{ headers: { "@request.auth.claims.group": { exact: x } } }] }] }`,
    ["VirtualService shop/a"],
  ],
  [
    "IST0153",
    "EnvoyFilter: a\nspec: { configPatches: [{ applyTo: HTTP_ROUTE, patch: { operation: ADD } }] }",
    ["EnvoyFilter shop/a"],
  ],
  [
    "IST0160",
    "Telemetry: a\nspec: {}\n---\nTelemetry: b\nspec: {}",
    ["Telemetry shop/a", "Telemetry shop/b"],
  ],
  [
    "IST0162",
    `${cart}Gateway: a\nspec: { selector: { app: cart }, servers: [{ port: { number: 80 } }, { port: { number: 443 } }] }`,
    ["Gateway shop/a"],
  ],
  [
    "IST0173",
    `${cart}DestinationRule: a\nspec: { host: cart, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }`,
    ["DestinationRule shop/a"],
  ],
  [
    "IST0173",
    `${cart}Node: n\nlabels: { topology.kubernetes.io/region: eu }\n---\nPod: cart-2\nspec: { nodeName: n }\n---\nDestinationRule: a\nspec: { host: cart, subsets: [{ name: eu, labels: { topology.kubernetes.io/region: eu } }] }`,
    [],
  ],
  [
    "IST0174",
    `${cart}DestinationRule: a\nspec: { host: cat }\n---\nDestinationRule: b\nspec: { host: "*.local" }`,
    ["DestinationRule shop/a"],
  ],
  [
    "IST0176",
    "CustomResourceDefinition: tlsroutes.gateway.networking.k8s.io\nannotations: { gateway.networking.k8s.io/bundle-version: v1.4.1 }",
    ["CustomResourceDefinition tlsroutes.gateway.networking.k8s.io"],
  ],
  [
    "IST0177",
    "ServiceEntry: a\nspec: { hosts: [a.com], ports: [{ number: 1, protocol: HTTP }] }\n---\nServiceEntry: b\nspec: { hosts: [a.com], ports: [{ number: 1, protocol: TLS }] }",
    ["ServiceEntry shop/a", "ServiceEntry shop/b"],
  ],
])("%s", (code, yaml, expected) => {
  it(`is said of ${expected.length === 0 ? "nothing" : expected.join(" and ")}`, () => {
    expect(said(meshFrom(yaml), code)).toEqual(expected);
  });
});

describe("a kind that could not be read", () => {
  it.each(["/Service", "networking.istio.io/ServiceEntry"])("is no empty one: %s", (key) => {
    const objects = meshFrom(
      `${cart}VirtualService: a\nspec: { http: [{ route: [{ destination: { host: cat } }] }] }`,
    );
    expect(said(objects, "IST0101")).toHaveLength(1);
    const { [key]: _unread, ...rest } = objects;
    expect(said(rest, "IST0101")).toEqual([]);
  });

  it("leaves the labels of nodes unknown", () => {
    const objects = meshFrom(
      `${cart}DestinationRule: a\nspec: { host: cart, subsets: [{ name: eu, labels: { topology.kubernetes.io/region: eu } }] }`,
    );
    expect(said(objects, "IST0173")).toHaveLength(1);
    const { "/Node": _nodes, ...rest } = objects;
    expect(said(rest, "IST0173")).toEqual([]);
  });
});

describe("a repair", () => {
  it.each([
    ["IST0002", "VirtualService: a\nspec: { http: [{ fault: { delay: { percent: 5, fixedDelay: 1s } } }] }"],
    ["IST0130", "VirtualService: a\nspec: { http: [{ name: all }, { match: [{ uri: { exact: /a } }] }] }"],
  ])("of %s ends the finding and nothing else", (code, yaml) => {
    const objects = meshFrom(yaml);
    const inventory = { objects, facts: {}, nowMs: 0 };
    const rule = istioRules.find(({ codes, fix }) => fix !== undefined && codes.includes(code));
    const finding = rule?.check(inventory).find((one) => one.code === code && one.isFixable === true);
    const after = finding === undefined ? undefined : rule?.fix?.(finding, inventory)?.[0]?.after;
    const repaired = { ...objects, "networking.istio.io/VirtualService": after === undefined ? [] : [after] };
    expect(after?.spec).toBeDefined();
    expect(rule?.check({ ...inventory, objects: repaired })).toEqual([]);
    const http: unknown = after?.spec?.["http"];
    expect(http).toEqual(
      code === "IST0130"
        ? [{ name: "all" }]
        : [{ fault: { delay: { percentage: { value: 5 }, fixedDelay: "1s" } } }],
    );
  });
});

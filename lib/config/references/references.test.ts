import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";
import { meshLookup } from "./mesh-lookup";
import { referencesOf, referencesTo } from "./references";

const manifest = (apiVersion: string, kind: string, name: string, spec: string, namespace = "shop") =>
  manifestSchema.parse({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === "" ? {} : { namespace }) },
    spec: parse(spec) as unknown,
  });
const istio = "networking.istio.io/v1";
const api = "gateway.networking.k8s.io/v1";

const cart = manifest("v1", "Service", "cart", "selector: {app: cart}");
const workload = manifest(
  "apps/v1",
  "Deployment",
  "cart-v1",
  "template: {metadata: {labels: {app: cart, version: v1}}}",
);
const rule = manifest(
  istio,
  "DestinationRule",
  "cart",
  "host: cart\nsubsets: [{name: v1, labels: {version: v1}}, {name: v9, labels: {version: v9}}]",
);
const entry = manifest(istio, "ServiceEntry", "pay", "hosts: [api.pay.example, '*.pay.example']");
const edge = manifest(
  istio,
  "Gateway",
  "edge",
  "selector: {istio: ingress}\nservers: [{tls: {credentialName: cert}}]",
  "istio-system",
);
const shop = manifest("v1", "Namespace", "shop", "{}", "");
const account = manifest("v1", "ServiceAccount", "web", "{}");
const route = manifest(
  istio,
  "VirtualService",
  "cart",
  `
hosts: [cart, shop.example]
gateways: [mesh, istio-system/edge, lost]
http:
  - delegate: {name: other}
  - mirror: {host: api.pay.example}
    route:
      - destination: {host: cart.shop.svc.cluster.local, subset: v1}
      - destination: {host: cart, subset: v2}
      - destination: {host: gone}
`,
);
const everything = [cart, workload, rule, entry, edge, shop, account, route];
const known: MeshObjects = {
  "apps/StatefulSet": [],
  "apps/DaemonSet": [],
  "gateway.networking.k8s.io/Gateway": [],
  ...objectsFromManifests(everything),
};
const said = (one: (typeof everything)[number], objects = known) =>
  referencesOf(one, meshLookup(objects)).map(({ role, text, state, targets }) =>
    `${role} ${text} ${state} ${targets.map(({ kind, name }) => `${kind}/${name}`).join(",")}`.trim(),
  );

describe("what an object refers to", () => {
  it("is every host, subset, gateway and delegate of a VirtualService, broken ones marked", () => {
    expect(said(route)).toEqual([
      "host cart found Service/cart",
      "host shop.example external",
      "gateway istio-system/edge found Gateway/edge",
      "gateway lost broken",
      "delegate shop/other broken",
      "host cart.shop.svc.cluster.local found Service/cart",
      "subset v1 found DestinationRule/cart",
      "host cart found Service/cart",
      "subset v2 broken",
      "host gone broken",
      "host api.pay.example found ServiceEntry/pay",
    ]);
  });

  it("is unknown, not broken, while the kind can't be read", () => {
    const { "networking.istio.io/DestinationRule": _rules, "/Service": _services, ...rest } = known;
    const texts = said(route, rest);
    expect(texts).toContain("subset v2 unknown");
    expect(texts).toContain("host gone unknown");
  });

  it("is the workloads that a selector finds, where it looks", () => {
    expect(said(rule)).toEqual([
      "host cart found Service/cart",
      "workload version=v1 found Deployment/cart-v1",
      "workload version=v9 broken",
    ]);
    const policy = (namespace: string) =>
      manifest(
        "security.istio.io/v1",
        "PeerAuthentication",
        "p",
        "selector: {matchLabels: {app: cart}}",
        namespace,
      );
    expect(said(policy("other"))).toEqual(["workload app=cart broken"]);
    expect(said(policy("istio-system"))).toEqual(["workload app=cart found Deployment/cart-v1"]);
  });

  it("never calls a Secret broken, for none is read", () => {
    expect(said(edge)).toEqual(["workload istio=ingress broken", "secret cert unknown"]);
  });

  it("is the accounts and namespaces of an AuthorizationPolicy, patterns left alone", () => {
    const policy = manifest(
      "security.istio.io/v1",
      "AuthorizationPolicy",
      "p",
      "rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web, cluster.local/ns/shop/sa/gone, '*/sa/x'], namespaces: [shop, nowhere]}}]}]",
    );
    expect(said(policy)).toEqual([
      "namespace shop found Namespace/shop",
      "namespace nowhere broken",
      "service_account cluster.local/ns/shop/sa/web found ServiceAccount/web",
      "service_account cluster.local/ns/shop/sa/gone broken",
    ]);
  });

  it("is the parents and backends of a Gateway API route, other products' kinds as external", () => {
    const http = manifest(
      api,
      "HTTPRoute",
      "r",
      "parentRefs: [{name: edge}, {kind: Service, group: '', name: cart}]\nrules: [{backendRefs: [{name: cart, port: 80}, {group: x.io, kind: Bucket, name: b}, {name: cart, namespace: other}]}]",
    );
    expect(said(http)).toEqual([
      "parent Gateway edge broken",
      "parent Service cart found Service/cart",
      "backend Service cart found Service/cart",
      "backend Bucket b external",
      "backend Service other/cart broken",
    ]);
  });
});

describe("what refers to an object", () => {
  it("is found through every kind, with the place", () => {
    const to = referencesTo(
      { apiVersion: "v1", kind: "Service", namespace: "shop", name: "cart" },
      known,
      meshLookup(known),
    );
    expect(to.map(({ from, path }) => `${from.kind} ${path}`)).toEqual([
      "VirtualService spec.hosts[0]",
      "VirtualService spec.http[1].route[0].destination.host",
      "VirtualService spec.http[1].route[1].destination.host",
      "DestinationRule spec.host",
    ]);
  });
});

import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

// For tests: what may stand around shop/cart before an intent is written.

const service = `
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {selector: {app: cart}, ports: [{name: http, port: 8080}, {name: grpc, port: 9000}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cart-1, labels: {app: cart, version: v1}}
---
apiVersion: v1
kind: Pod
metadata: {name: cart-2, labels: {app: cart, version: v2}}
`;

const subsets = `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart-rule, annotations: {note: keep}}
spec:
  host: cart
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
  - {name: v3, labels: {version: v3}}
`;

const policies = `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart-rule, labels: {team: shop}}
spec:
  host: cart.shop.svc.cluster.local
  trafficPolicy:
    tls: {mode: ISTIO_MUTUAL}
    connectionPool: {tcp: {tcpKeepalive: {time: 60s}}, http: {h2UpgradePolicy: UPGRADE}}
    outlierDetection: {consecutive5xxErrors: 3, splitExternalLocalOriginErrors: true}
  subsets:
  - {name: v1, labels: {version: v1}, trafficPolicy: {tls: {mode: DISABLE}}}
  - {name: v2, labels: {version: v2}}
  - {name: v3, labels: {version: v3}}
`;

const wildcard = `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: all}
spec:
  host: "*.shop.svc.cluster.local"
  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
`;

const plainRoutes = `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: routes, annotations: {note: keep}}
spec:
  exportTo: ["*"]
  hosts: [cart]
  http:
  - {name: old, match: [{uri: {prefix: /old}}], redirect: {uri: /new}}
  - headers: {response: {set: {x-served-by: cart}}}
    route: [{destination: {host: cart, subset: v1}}]
`;

const manyRoutes = `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: routes, labels: {team: shop}}
spec:
  hosts: [cart.shop.svc.cluster.local]
  http:
  - match: [{name: jason, headers: {end-user: {exact: jason}}}]
    timeout: 1m
    route: [{destination: {host: cart, subset: v2}, headers: {request: {add: {a: b}}}}]
  - name: testers
    match: [{headers: {x-test: {}}, port: 8080}]
    route: [{destination: {host: cart, subset: v2}, weight: 50}, {destination: {host: cart, subset: v3}, weight: 50}]
  - match: [{port: 9000}]
    route: [{destination: {host: cart, subset: v1, port: {number: 9000}}}]
  - name: primary
    corsPolicy: {allowMethods: [GET]}
    retries: {attempts: 2, retryRemoteLocalities: true}
    mirrors: [{destination: {host: cart, subset: v2}, percentage: {value: 5}}]
    route: [{destination: {host: cart, subset: v1}, weight: 100}]
  - route: [{destination: {host: cart, subset: v3}}]
`;

const httpRoute = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart-routes, annotations: {note: keep}}
spec:
  parentRefs: [{group: "", kind: Service, name: cart, port: 8080}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /old}}]
    filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}]
  - matches: [{path: {type: PathPrefix, value: /}}]
    filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}]
    backendRefs: [{group: "", kind: Service, name: v1, port: 8080, weight: 1}]
`;

const grpcRoute = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: cart-calls}
spec:
  parentRefs: [{group: "", kind: Service, name: cart, port: 8080}]
  rules:
  - matches: [{method: {type: Exact, service: shop.Admin}}]
    backendRefs: [{name: v2, port: 8080}]
  - backendRefs: [{name: v1, port: 8080}]
`;

const from = (...parts: readonly string[]): MeshObjects => meshFromYaml(service + parts.join(""), "shop");

export const routingMeshes: Readonly<Record<string, MeshObjects>> = {
  "nothing but the service": from(),
  subsets: from(subsets),
  "a rule for all services of the namespace": from(wildcard),
  "a rule with policies": from(policies),
  "plain routes": from(subsets, plainRoutes),
  "plain routes and policies": from(policies, plainRoutes),
  "many routes": from(subsets, manyRoutes),
  "an HTTPRoute": from(httpRoute),
  "a GRPCRoute": from(grpcRoute),
};

import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { DiffMesh, ProxyRef } from "./diff-mesh";

/** An edit of a mesh object, what a proxy's configuration shows of it, and the object that is to be named. */
export type Edit = {
  readonly title: string;
  readonly proxy: ProxyRef;
  readonly act: (mesh: DiffMesh) => Promise<unknown>;
  /** Each is found. */
  readonly finds: readonly RegExp[];
  /** Nothing else is found. */
  readonly only: RegExp;
  readonly cause: RegExp;
};

export type Spec = Record<string, unknown>;
type Http = Record<string, unknown> & { route: { destination: Record<string, unknown>; weight?: number }[] };

export const networking = "networking.istio.io/v1";
export const ref = (kind: string, namespace: string, name: string, apiVersion = networking): ObjectRef => ({
  apiVersion,
  kind,
  namespace,
  name,
});
const catalog = ref("VirtualService", "shop", "catalog");
export const storefront: ProxyRef = { namespace: "shop", app: "storefront" };
const host = "catalog.shop.svc.cluster.local";

/** Changes the last HTTP route of catalog's VirtualService. */
const routed = (change: (http: Http) => Http) => (mesh: DiffMesh) =>
  mesh.edit(catalog, (spec) => {
    const http = spec["http"] as Http[];
    return { ...spec, http: [...http.slice(0, -1), change(http.at(-1) as Http)] };
  });
const route = (title: string, change: (http: Http) => Http, ...finds: RegExp[]): Edit => ({
  title: `VirtualService: ${title}`,
  proxy: storefront,
  act: routed(change),
  finds,
  only: /^\w+ routes (?:80|8080) virtual_hosts\[catalog\.shop/,
  cause: /^VirtualService shop\/catalog$/,
});
export const routeEdits: readonly Edit[] = [
  route(
    "weights",
    (http) => ({
      ...http,
      route: http.route.map((each, index) => ({ ...each, weight: index === 0 ? 70 : 30 })),
    }),
    /changed .*weighted_clusters\.clusters\[outbound\|8080\|v1\|catalog.*\]\.weight$/,
    /changed .*weighted_clusters\.clusters\[outbound\|8080\|v2\|catalog.*\]\.weight$/,
  ),
  route("timeout", (http) => ({ ...http, timeout: "9s" }), /changed .*\.route\.timeout$/),
  route(
    "retries",
    (http) => ({ ...http, retries: { attempts: 4, perTryTimeout: "1s", retryOn: "5xx" } }),
    /changed .*\.retry_policy\.num_retries$/,
    /changed .*\.retry_policy\.per_try_timeout$/,
    /changed .*\.retry_policy\.retry_on$/,
  ),
  route(
    "fault",
    (http) => ({ ...http, fault: { abort: { httpStatus: 503, percentage: { value: 10 } } } }),
    /added .*\.typed_per_filter_config/,
  ),
  route(
    "fault percentage",
    (http) => ({ ...http, fault: { abort: { httpStatus: 503, percentage: { value: 25 } } } }),
    /changed .*\.abort\.percentage\.numerator$/,
  ),
  route(
    "mirror",
    (http) => ({ ...http, mirror: { host, subset: "v2" } }),
    /added .*\.request_mirror_policies/,
  ),
  route("rewrite", (http) => ({ ...http, rewrite: { uri: "/v2" } }), /added .*prefix_rewrite$/),
  route(
    "headers",
    (http) => ({ ...http, headers: { request: { set: { "x-release": "b" } } } }),
    /added .*request_headers_to_add/,
  ),
  {
    ...route("a route for testers before all others", (http) => http),
    act: (mesh) =>
      mesh.edit(catalog, (spec) => ({
        ...spec,
        http: [
          {
            name: "testers",
            match: [{ headers: { "x-tester": { exact: "yes" } } }],
            route: [{ destination: { host, subset: "v2" } }],
          },
          ...(spec["http"] as Http[]),
        ],
      })),
    finds: [/^added .*routes\[1 "testers"\]$/],
  },
  {
    ...route("the header that testers send", (http) => http),
    act: (mesh) =>
      mesh.edit(catalog, (spec) => {
        const [first, ...rest] = spec["http"] as Http[];
        return {
          ...spec,
          http: [{ ...first, match: [{ headers: { "x-tester": { exact: "sure" } } }] }, ...rest],
        };
      }),
    finds: [/changed .*routes\[1 "testers"\]\.match\.headers\[x-tester\]\.string_match\.exact$/],
  },
  {
    ...route("another named route", (http) => http),
    act: (mesh) =>
      mesh.edit(catalog, (spec) => {
        const [first, ...rest] = spec["http"] as Http[];
        const match = [{ uri: { prefix: "/beta" } }];
        return {
          ...spec,
          http: [first, { name: "beta", match, route: [{ destination: { host, subset: "v2" } }] }, ...rest],
        };
      }),
    finds: [/^added .*routes\[2 "beta"\]$/],
  },
  {
    ...route("the order of routes", (http) => http),
    act: (mesh) =>
      mesh.edit(catalog, (spec) => {
        const [first, second, ...rest] = spec["http"] as Http[];
        return { ...spec, http: [second, first, ...rest] };
      }),
    finds: [/^moved .*routes\[\d "(?:beta|testers)"\]$/],
  },
  {
    ...route("a new host", (http) => http),
    title: "VirtualService: a host that no service has",
    act: (mesh) =>
      mesh.put({
        apiVersion: networking,
        kind: "VirtualService",
        metadata: { namespace: "shop", name: "alias" },
        spec: {
          hosts: ["books.example.com"],
          http: [{ route: [{ destination: { host: "cart.shop.svc.cluster.local" } }] }],
        },
      }),
    finds: [/^added .*virtual_hosts\[books\.example\.com/],
    only: /^\w+ routes (?:8080|80) virtual_hosts\[books\.example\.com/,
    cause: /^VirtualService shop\/alias$/,
  },
];

const apiRoute = ref("HTTPRoute", "search", "api-search", "gateway.networking.k8s.io/v1");
const firstRule = (change: (rule: Spec) => Spec) => (mesh: DiffMesh) =>
  mesh.edit(apiRoute, (spec) => {
    const [first, ...rest] = spec["rules"] as Spec[];
    return { ...spec, rules: [change(first ?? {}), ...rest] };
  });
const httpRoute = (title: string, change: (rule: Spec) => Spec, ...finds: RegExp[]): Edit => ({
  title: `HTTPRoute: ${title}`,
  proxy: { namespace: "istio-system", app: "api-gateway" },
  act: firstRule(change),
  finds,
  only: /^\w+ routes http\.8080 virtual_hosts\[/,
  cause: /^HTTPRoute search\/api-search$/,
});

export const apiRouteEdits: readonly Edit[] = [
  httpRoute("timeout", (own) => ({ ...own, timeouts: { request: "4s" } }), /changed .*\.route\.timeout$/),
  httpRoute(
    "weights",
    (own) => ({
      ...own,
      backendRefs: [
        { name: "search", port: 8080, weight: 80 },
        { name: "search-index", port: 9090, weight: 20 },
      ],
    }),
    /removed .*\.route\.cluster$/,
    /added .*\.route\.weighted_clusters$/,
  ),
  httpRoute(
    "a filter of headers",
    (own) => ({
      ...own,
      filters: [
        { type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "x-api", value: "2" }] } },
      ],
    }),
    /added .*request_headers_to_add/,
  ),
];

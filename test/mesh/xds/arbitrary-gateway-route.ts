import fc from "fast-check";
import { paths } from "./arbitrary-match";
import { compact, often, rarely } from "./presence";

const valueMatch = (names: readonly string[]) =>
  fc.uniqueArray(
    compact(
      fc.record({
        name: fc.constantFrom(...names),
        type: rarely(fc.constantFrom("Exact", "RegularExpression")),
        value: fc.constantFrom("jason", "a.*"),
      }),
    ),
    { selector: (item) => item.name, minLength: 1, maxLength: 2 },
  );

const matches = fc.array(
  compact(
    fc.record({
      path: often(
        fc.oneof(
          fc.record({ type: fc.constantFrom("Exact", "PathPrefix"), value: fc.constantFrom(...paths) }),
          fc.record({ type: fc.constant("RegularExpression"), value: fc.constant("/v[0-9]/.*") }),
        ),
      ),
      method: rarely(fc.constantFrom("GET", "POST")),
      headers: rarely(valueMatch(["x-user", "x-tenant"])),
      queryParams: rarely(valueMatch(["page", "debug"])),
    }),
  ),
  { minLength: 1, maxLength: 2 },
);

const modifier = fc.constantFrom<Record<string, unknown>>(
  { set: [{ name: "X-Set", value: "1" }] },
  {
    add: [
      { name: "x-add", value: "2" },
      { name: "x-a", value: "3" },
    ],
    remove: ["x-gone"],
  },
  { set: [{ name: "Host", value: "h.example" }], remove: ["x-b"] },
);

const plainFilters = [
  modifier.map((value) => ({ type: "RequestHeaderModifier", requestHeaderModifier: value })),
  modifier.map((value) => ({ type: "ResponseHeaderModifier", responseHeaderModifier: value })),
] as const;

const rewrites = [
  { hostname: "new.example" },
  { hostname: "new.example", path: { type: "ReplaceFullPath", replaceFullPath: "/all" } },
];
const redirects = [
  { hostname: "other.example", statusCode: 301 },
  { scheme: "https", port: 443, statusCode: 302 },
  { scheme: "https" },
  { path: { type: "ReplaceFullPath", replaceFullPath: "/x" } },
];

function mirror(id: string) {
  return fc.constantFrom<Record<string, unknown>>(
    { backendRef: { name: `s${id}`, port: 9080 } },
    { backendRef: { name: "d0", port: 8000 }, percent: 25 },
    { backendRef: { name: "d0", port: 8000 }, fraction: { numerator: 1, denominator: 3 } },
    { backendRef: { name: "missing", port: 80 } },
  );
}

/** Backends as seen from a route in `hd-xds-a`. */
function backends(id: string) {
  const ref = fc.constantFrom<Record<string, unknown>>(
    { name: `s${id}`, port: 9080 },
    { name: "d0", port: 8000 },
    { name: "d2", namespace: "hd-xds-b", port: 9080 },
    { name: "missing", port: 9080 },
    { group: "networking.istio.io", kind: "Hostname", name: `e${id}.example`, port: 80 },
  );
  return fc.array(
    compact(
      fc
        .tuple(ref, rarely(fc.constantFrom(0, 1, 7, 90)), rarely(fc.tuple(plainFilters[0])))
        .map(([base, weight, filters]) => ({ ...base, weight, filters })),
    ),
    { minLength: 1, maxLength: 3 },
  );
}

const timeouts = fc.constantFrom(
  { request: "5s" },
  { request: "5s", backendRequest: "2s" },
  { backendRequest: "500ms" },
  { request: "0s" },
);

const cors = fc.constantFrom<Record<string, unknown>>(
  { allowOrigins: ["https://a.example"], allowMethods: ["GET"], maxAge: 60 },
  { allowOrigins: ["*"], allowCredentials: true },
  { allowOrigins: ["https://*.example"], allowHeaders: ["x-a"], exposeHeaders: ["x-b"] },
);

function forwardRule(id: string, prefixOnly: boolean) {
  const optional = fc.tuple(
    rarely(plainFilters[0]),
    rarely(plainFilters[1]),
    rarely(mirror(id).map((value) => ({ type: "RequestMirror", requestMirror: value }))),
    rarely(
      fc
        .constantFrom(
          ...rewrites,
          ...(prefixOnly
            ? [
                { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
                { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/new/" } },
              ]
            : []),
        )
        .map((value) => ({ type: "URLRewrite", urlRewrite: value })),
    ),
    rarely(cors.map((value) => ({ type: "CORS", cors: value }))),
  );
  return fc.record({
    filters: optional.map((list) => list.filter((filter) => filter !== undefined)),
    backendRefs: backends(id),
    timeouts: rarely(timeouts),
  });
}

/** The rules of an HTTPRoute of set `id`. */
export function httpRouteRules(id: string): fc.Arbitrary<Record<string, unknown>[]> {
  const name = rarely(fc.constantFrom("named", "other"));
  const rule = fc.oneof(
    { weight: 4, arbitrary: fc.record({ name, matches: often(matches), action: forwardRule(id, false) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        name,
        matches: fc.constantFrom(
          [{ path: { type: "PathPrefix", value: "/old" } }],
          [{ path: { type: "PathPrefix", value: "/a/b/" } }],
        ),
        action: forwardRule(id, true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        name,
        matches: often(matches),
        action: fc
          .constantFrom<Record<string, unknown>>(...redirects)
          .map((value) => ({ filters: [{ type: "RequestRedirect", requestRedirect: value }] })),
      }),
    },
  );
  return fc.array(compact(rule as fc.Arbitrary<object>), { minLength: 1, maxLength: 3 }).map((rules) =>
    rules.map((each, index) => {
      const { action, name: own, ...rest } = each as { action: object; name?: string };
      return { ...rest, ...(own === undefined ? {} : { name: `${own}-${index}` }), ...action };
    }),
  );
}

/** The rules of a GRPCRoute of set `id`. */
export function grpcRouteRules(id: string): fc.Arbitrary<Record<string, unknown>[]> {
  const method = fc.constantFrom(
    { service: "shop.Cart" },
    { service: "shop.Cart", method: "Add" },
    { method: "Add" },
    { type: "RegularExpression", service: "shop\\..*" },
    { type: "RegularExpression", service: "shop", method: "G.*" },
  );
  const rule = compact(
    fc.record({
      matches: often(
        fc.array(compact(fc.record({ method: often(method), headers: rarely(valueMatch(["x-user"])) })), {
          minLength: 1,
          maxLength: 2,
        }),
      ),
      filters: rarely(fc.tuple(plainFilters[0])),
      backendRefs: fc.constant([{ name: `s${id}`, port: 9090 }]),
    }),
  );
  return fc.array(rule as fc.Arbitrary<Record<string, unknown>>, { minLength: 1, maxLength: 2 });
}

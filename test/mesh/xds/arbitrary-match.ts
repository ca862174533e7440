import fc from "fast-check";
import { compact, often, rarely } from "./presence";

/** Conditions of a VirtualService as the API takes them, in small worlds so that they meet each other. */
const texts = ["jason", "a", "v2", "blue"];
const expressions = ["^a.*", "(foo|bar)", ".*v[0-9]+", "jas.+"];
export const paths = ["/", "/api", "/api/v1", "/static/", "/login"];
const pathExpressions = ["/api/.*", ".*", "/v[12]/.*"];

const stringMatch = fc.oneof(
  fc.record({ exact: fc.constantFrom(...texts) }),
  fc.record({ prefix: fc.constantFrom(...texts) }),
  fc.record({ regex: fc.constantFrom(...expressions) }),
);
const headerMatch = fc.oneof(
  { weight: 5, arbitrary: stringMatch },
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ regex: "*" }) },
);
const uri = fc.oneof(
  fc.record({ exact: fc.constantFrom(...paths) }),
  fc.record({ prefix: fc.constantFrom(...paths) }),
  fc.record({ regex: fc.constantFrom(...pathExpressions) }),
);
const headerNames = ["end-user", "x-canary", "x-tenant", "X-Mixed-Case"];
const someHeaders = fc.dictionary(fc.constantFrom(...headerNames), headerMatch, { minKeys: 1, maxKeys: 2 });
const labels = fc.constantFrom(
  { app: "productpage" },
  { app: "reviews" },
  { version: "v1" },
  { app: "productpage", version: "v2" },
);

/** One HTTPMatchRequest. */
export const httpMatch = compact(
  fc.record({
    name: rarely(fc.constantFrom("first", "second")),
    uri: often(uri),
    ignoreUriCase: rarely(fc.boolean()),
    method: rarely(fc.constantFrom({ exact: "GET" }, { regex: "P.*" })),
    authority: rarely(fc.constantFrom({ exact: "shop.example" }, { prefix: "shop" })),
    scheme: rarely(fc.constantFrom({ exact: "https" })),
    headers: often(someHeaders),
    withoutHeaders: rarely(someHeaders),
    queryParams: rarely(
      fc.dictionary(fc.constantFrom("page", "debug"), stringMatch, { minKeys: 1, maxKeys: 2 }),
    ),
    port: rarely(fc.constantFrom(9080, 80, 8000)),
    sourceLabels: rarely(labels),
    sourceNamespace: rarely(fc.constantFrom("bookinfo", "elsewhere")),
    gateways: rarely(fc.constantFrom(["mesh"], ["hd-gw"], ["hd-gw", "mesh"])),
    statPrefix: rarely(fc.constant("stats")),
  }),
);

/** A claim of a JWT among the headers, in both spellings. */
export const claimMatch = fc
  .record({
    name: fc.constantFrom(
      "@request.auth.claims.group",
      "@request.auth.claims[org][unit]",
      "@request.auth.claims.a.b",
    ),
    value: stringMatch,
    without: fc.boolean(),
  })
  .map(({ name, value, without }) => ({ [without ? "withoutHeaders" : "headers"]: { [name]: value } }));

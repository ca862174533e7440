import fc from "fast-check";
import { claimMatch, httpMatch } from "./arbitrary-match";
import { compact, often, rarely } from "./presence";

const percentage = fc.constantFrom(0, 0.001, 0.5, 12.5, 33.333, 50, 99.9999, 100).map((value) => ({ value }));
const duration = fc.constantFrom("0.25s", "1s", "1500ms", "7s", "1m30s");

const headerChanges = compact(
  fc.record({
    set: often(
      fc.dictionary(fc.constantFrom("x-set", "Host", "x-b"), fc.constantFrom("1", "two words"), {
        minKeys: 1,
      }),
    ),
    add: rarely(
      fc.dictionary(fc.constantFrom("x-add", "x-a"), fc.constantFrom("1", "%DOWNSTREAM_REMOTE_ADDRESS%"), {
        minKeys: 1,
      }),
    ),
    remove: rarely(fc.constantFrom(["x-gone"], ["x-gone", ":path", "x-too"])),
  }),
);
export const headers = compact(fc.record({ request: often(headerChanges), response: rarely(headerChanges) }));

const retries = compact(
  fc.record({
    attempts: fc.constantFrom(0, 1, 3),
    perTryTimeout: often(duration),
    retryOn: often(
      fc.constantFrom(
        "5xx",
        "5xx,503",
        "503,connect-failure",
        "gateway-error, reset",
        "retriable-status-codes,429",
        "499",
      ),
    ),
    backoff: rarely(fc.constantFrom("25ms", "2s")),
    retryIgnorePreviousHosts: rarely(fc.boolean()),
    retryRemoteLocalities: rarely(fc.boolean()),
  }),
);

const fault = compact(
  fc.record({
    delay: often(
      fc.oneof(
        fc.record({ percentage, fixedDelay: duration }),
        fc.record({ fixedDelay: duration }),
        fc.record({ percent: fc.constant(25), fixedDelay: duration }),
      ),
    ),
    abort: often(
      fc.oneof(
        fc.record({ percentage, httpStatus: fc.constantFrom(400, 503) }),
        fc.record({ percentage, grpcStatus: fc.constantFrom("UNAVAILABLE", "NOT_FOUND") }),
        fc.record({ httpStatus: fc.constant(500) }),
      ),
    ),
  }),
).filter((value) => Object.keys(value).length > 0);

const cors = compact(
  fc.record({
    allowOrigins: often(
      fc.constantFrom([{ exact: "https://a.example" }], [{ prefix: "https://" }, { regex: ".*b" }]),
    ),
    allowMethods: often(fc.constant(["GET", "POST"])),
    allowHeaders: rarely(fc.constant(["x-a"])),
    exposeHeaders: rarely(fc.constant(["x-b", "x-c"])),
    maxAge: rarely(fc.constantFrom("24h", "1.5s")),
    allowCredentials: rarely(fc.boolean()),
    unmatchedPreflights: rarely(fc.constantFrom("FORWARD", "IGNORE")),
  }),
);

const rewrite = fc.constantFrom(
  { uri: "/new" },
  { authority: "new.example" },
  { uri: "/", authority: "new.example" },
  { uriRegexRewrite: { match: "^/api/(.*)", rewrite: "/\\1" } },
);

const redirect = fc.constantFrom(
  { uri: "/gone" },
  { authority: "other.example", redirectCode: 302 },
  { scheme: "https", port: 443, redirectCode: 308 },
  { authority: "other.example", port: 80 },
  { prefixRewrite: "/moved", derivePort: "FROM_REQUEST_PORT" },
  { uri: "/x", derivePort: "FROM_PROTOCOL_DEFAULT", redirectCode: 307 },
);

/** Where routes of set `id` may go. */
export function destination(id: string): fc.Arbitrary<Record<string, unknown>> {
  return fc.constantFrom<Record<string, unknown>>(
    { host: `s${id}` },
    { host: `s${id}`, subset: "v1" },
    { host: `s${id}`, subset: "v2", port: { number: 9080 } },
    { host: `s${id}.hd-xds-a.svc.cluster.local`, subset: "undefined" },
    { host: `t${id}.hd-xds-b.svc.cluster.local` },
    { host: "d0" },
    { host: "d0", port: { number: 8000 } },
    { host: "d1.hd-xds-a.svc.cluster.local" },
    { host: "d2.hd-xds-b" },
    { host: "h0" },
    { host: "x0" },
    { host: "nowhere.example", port: { number: 80 } },
  );
}

function forward(id: string): fc.Arbitrary<object> {
  const weighted = fc
    .array(compact(fc.record({ destination: destination(id), headers: rarely(headers) })), {
      minLength: 1,
      maxLength: 3,
    })
    .chain((list) =>
      fc
        .constantFrom(
          ...(list.length === 1
            ? [[undefined], [100]]
            : list.length === 2
              ? [
                  [90, 10],
                  [0, 100],
                ]
              : [
                  [20, 30, 50],
                  [1, 0, 99],
                ]),
        )
        .map((weights) => ({
          route: list.map((entry, index) =>
            weights[index] === undefined ? entry : { ...entry, weight: weights[index] },
          ),
        })),
    );
  const extras = fc.record({
    timeout: often(duration),
    retries: often(retries),
    rewrite: rarely(rewrite),
    mirror: rarely(destination(id)),
    mirrorPercentage: rarely(percentage),
    mirrors: rarely(
      fc.array(compact(fc.record({ destination: destination(id), percentage: often(percentage) })), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
  });
  return fc.tuple(weighted, compact(extras)).map(([route, extra]) => ({ ...route, ...extra }));
}

/** One HTTPRoute of a VirtualService of set `id`; delegates are added by the set. */
export function httpRoute(id: string): fc.Arbitrary<Record<string, unknown>> {
  const action = fc.oneof(
    { weight: 6, arbitrary: forward(id) },
    { weight: 1, arbitrary: fc.record({ redirect }) },
    {
      weight: 1,
      arbitrary: fc.record({
        directResponse: fc.constantFrom({ status: 503, body: { string: "later" } }, { status: 404 }),
      }),
    },
  );
  const common = compact(
    fc.record({
      name: often(fc.constantFrom("main", "canary", "other")),
      match: often(
        fc.array(fc.oneof({ weight: 8, arbitrary: httpMatch }, { weight: 1, arbitrary: claimMatch }), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
      headers: rarely(headers),
      fault: rarely(fault),
      corsPolicy: rarely(cors),
    }),
  );
  return fc.tuple(common, action).map(([rest, act]) => ({ ...rest, ...act }));
}

const l4Match = {
  port: often(fc.constantFrom(7000, 7000, 8443, 9)),
  destinationSubnets: rarely(fc.constantFrom(["10.1.0.0/16"], ["10.2.0.0/16", "10.3.0.1"])),
  sourceLabels: rarely(fc.constantFrom({ app: "productpage" }, { app: "reviews" })),
  gateways: rarely(fc.constantFrom(["mesh"], ["hd-gw"])),
};

function l4Destinations(id: string): fc.Arbitrary<Record<string, unknown>[]> {
  return fc
    .array(destination(id), { minLength: 1, maxLength: 2 })
    .map((list) =>
      list.map((each, index) =>
        list.length === 1 ? { destination: each } : { destination: each, weight: index === 0 ? 75 : 25 },
      ),
    );
}

/** One TCPRoute of a VirtualService. */
export function tcpRoute(id: string): fc.Arbitrary<Record<string, unknown>> {
  const match = fc.array(compact(fc.record(l4Match)), { minLength: 1, maxLength: 2 });
  return compact(fc.record({ match: often(match), route: l4Destinations(id) }));
}

/** One TLSRoute of a VirtualService. */
export function tlsRoute(id: string): fc.Arbitrary<Record<string, unknown>> {
  const sniHosts = fc.constantFrom([`s${id}.example`], [`s${id}.example`, "*.example"]);
  const match = fc.array(compact(fc.record({ ...l4Match, sniHosts })), { minLength: 1, maxLength: 2 });
  return fc.record({ match, route: l4Destinations(id) });
}

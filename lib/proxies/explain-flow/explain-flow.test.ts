import { describe, expect, it } from "vitest";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import {
  capture,
  dumpOf,
  eds,
  filterOf,
  hosts,
  httpChain,
  listener,
  passthrough,
  requestOf,
  routeTo,
  stepOfKind,
  table,
  tcpChain,
} from "@/lib/proxies/explain-flow/flow-fixture";

const cart = "outbound|80||cart.shop.svc.cluster.local";
const plain = { transport_protocol: "raw_buffer", application_protocols: ["http/1.1", "h2c"] };
const inspectors = [{ name: "envoy.filters.listener.http_inspector" }];
const port80 = listener("0.0.0.0", 80, [httpChain("80", { filter_chain_match: plain })], {
  listener_filters: inspectors,
  default_filter_chain: tcpChain("PassthroughCluster"),
});

function outbound(routes: readonly Readonly<Record<string, unknown>>[], health = "HEALTHY") {
  return dumpOf({
    listeners: [capture, port80, listener("10.0.0.9", 5432, [tcpChain("db")])],
    routes: [table("80", ["cart.shop.svc.cluster.local", "cart", "10.0.0.1"], routes)],
    clusters: [passthrough, eds(cart), eds("v2"), eds("db"), { name: "BlackHoleCluster", type: "STATIC" }],
    endpoints: [
      hosts(cart, { "10.1.0.1": [health], "10.1.0.2": [health] }),
      hosts("v2", { "10.1.0.3": ["HEALTHY"] }),
      hosts("db", { "10.1.0.9": ["HEALTHY"] }),
      { cluster_name: "BlackHoleCluster" },
    ],
  });
}

describe("explainFlow outbound", () => {
  it("finds host, listener, chain, route, cluster and endpoints of a plain request for certain", () => {
    const explanation = explainFlow(outbound([routeTo(cart)]), { namespace: "shop" }, requestOf());
    expect(explanation.ends).toEqual([
      { outcome: { kind: "sent", cluster: cart }, sharePercent: 100, dependsOn: [] },
    ]);
    expect(explanation.isCertain).toBe(true);
    expect(stepOfKind(explanation, "address").addresses).toEqual(["10.0.0.1"]);
    expect(stepOfKind(explanation, "listener").tried.map(({ name }) => name)).toEqual(["10.0.0.1:80"]);
    expect(stepOfKind(explanation, "endpoints").endpoints.map(({ sharePercent }) => sharePercent)).toEqual([
      50, 50,
    ]);
  });

  it("tells what one share of a split alone does to the request", () => {
    const shares = [
      { name: cart, weight: 90 },
      {
        name: "v2",
        weight: 10,
        request_headers_to_add: [{ header: { key: "x-canary", value: "yes" } }],
      },
    ];
    const route = {
      name: "split",
      match: { prefix: "/" },
      route: { weighted_clusters: { clusters: shares } },
    };
    const { way } = explainFlow(outbound([route]), { namespace: "shop" }, requestOf());
    const ways = way.next.kind === "fork" ? way.next.ways : [];
    const told = ways.map(({ name, steps }) => [
      name,
      steps.flatMap((step) => (step.kind === "route" ? (step.effects?.requestHeaders ?? []) : [])),
    ]);
    expect(told).toEqual([
      [cart, []],
      ["v2", [expect.objectContaining({ name: "x-canary" })]],
    ]);
  });

  it("takes the listener of the exact address before that of the port", () => {
    const explanation = explainFlow(
      outbound([routeTo(cart)]),
      {},
      requestOf({ host: "", ip: "10.0.0.9", port: 5432, scheme: "tcp" }),
    );
    expect(explanation.ends[0]?.outcome).toEqual({ kind: "sent", cluster: "db", address: "10.1.0.9:80" });
  });

  it("passes on to the original destination what no listener stands for", () => {
    const explanation = explainFlow(
      outbound([]),
      {},
      requestOf({ host: "", ip: "1.2.3.4", port: 9999, scheme: "tcp" }),
    );
    expect(explanation.ends[0]?.outcome).toEqual({
      kind: "sent",
      cluster: "PassthroughCluster",
      address: "1.2.3.4:9999",
    });
  });

  it("gives bytes that are no HTTP to the default chain", () => {
    const explanation = explainFlow(outbound([]), {}, requestOf({ host: "", ip: "10.0.0.1", scheme: "tcp" }));
    expect(stepOfKind(explanation, "filter_chain").isDefault).toBe(true);
  });

  it("says what it depends on when a host without a known address may have a listener of its own", () => {
    const explanation = explainFlow(
      outbound([]),
      {},
      requestOf({ host: "db.example", port: 5432, scheme: "tcp" }),
    );
    expect(explanation.isCertain).toBe(false);
    expect(explanation.ends.map(({ outcome }) => outcome.kind)).toEqual(["sent", "unknown"]);
    expect(explanation.ends[0]?.dependsOn[0]?.code).toBe("address_own_listener");
  });

  it("answers 503 UH from a cluster without hosts and closes a TCP connection to one", () => {
    const http = explainFlow(outbound([routeTo("BlackHoleCluster")]), {}, requestOf());
    expect(http.ends[0]?.outcome).toMatchObject({ kind: "answered", status: 503, flag: "UH" });
    const dump = dumpOf({
      listeners: [{ ...capture, filter_chains: [tcpChain("BlackHoleCluster")] }],
      clusters: [{ name: "BlackHoleCluster", type: "STATIC" }],
      endpoints: [{ cluster_name: "BlackHoleCluster" }],
    });
    const tcp = explainFlow(dump, {}, requestOf({ ip: "1.2.3.4", scheme: "tcp" }));
    expect(tcp.ends[0]?.outcome).toMatchObject({ kind: "closed", flag: "UH" });
  });

  it("answers 404 NR without a virtual host, without a route and without a table", () => {
    const flags = [
      explainFlow(outbound([routeTo(cart)]), {}, requestOf({ host: "nobody", ip: "10.0.0.1" })),
      explainFlow(outbound([routeTo(cart, { path: "/other" })]), {}, requestOf()),
      explainFlow(dumpOf({ listeners: [capture, port80] }), {}, requestOf({ ip: "10.0.0.1" })),
    ].map(({ ends }) => ends[0]?.outcome);
    for (const outcome of flags) expect(outcome).toMatchObject({ kind: "answered", status: 404, flag: "NR" });
  });

  it("answers 503 NC for a cluster that is not there, or what the route asks for", () => {
    expect(explainFlow(outbound([routeTo("gone")]), {}, requestOf()).ends[0]?.outcome).toMatchObject({
      status: 503,
      flag: "NC",
    });
    const route = {
      match: { prefix: "/" },
      route: { cluster: "gone", cluster_not_found_response_code: "INTERNAL_SERVER_ERROR" },
    };
    expect(explainFlow(outbound([route]), {}, requestOf()).ends[0]?.outcome).toMatchObject({ status: 500 });
  });

  it("answers 503 UH when no host is healthy and panic is off, and picks all of them in panic", () => {
    const calm = dumpOf({
      listeners: [capture, port80],
      routes: [table("80", ["cart"], [routeTo(cart)])],
      clusters: [eds(cart, { common_lb_config: { healthy_panic_threshold: {} } })],
      endpoints: [hosts(cart, { "10.1.0.1": ["UNHEALTHY"] })],
    });
    expect(explainFlow(calm, {}, requestOf()).ends[0]?.outcome).toMatchObject({ status: 503, flag: "UH" });
    const panic = explainFlow(outbound([routeTo(cart)], "UNHEALTHY"), {}, requestOf());
    expect(panic.ends[0]?.outcome).toMatchObject({ kind: "sent" });
    expect(stepOfKind(panic, "endpoints").notes.map(({ code }) => code)).toContain("panic");
  });

  it("splits by weight and adds the shares up", () => {
    const clusters = [
      { name: cart, weight: 90 },
      { name: "v2", weight: 10 },
      { name: "never", weight: 0 },
    ];
    const route = { match: { prefix: "/" }, route: { weighted_clusters: { clusters } } };
    const { ends } = explainFlow(outbound([route]), {}, requestOf());
    expect(ends.map(({ sharePercent }) => sharePercent)).toEqual([90, 10]);
  });

  it("names the header that decides, and decides when it is told", () => {
    const byHeader = routeTo("v2", {
      prefix: "/",
      headers: [{ name: "x-user", string_match: { exact: "ada" } }],
    });
    const dump = outbound([byHeader, routeTo(cart)]);
    const open = explainFlow(dump, {}, requestOf({ headersAreComplete: false }));
    expect(open.isCertain).toBe(false);
    expect(open.ends.map(({ dependsOn }) => dependsOn[0]?.code)).toEqual(["header", "otherwise"]);
    const told = explainFlow(dump, {}, requestOf({ headers: [{ name: "x-user", value: "ada" }] }));
    expect(told.ends[0]?.outcome).toMatchObject({ cluster: "v2" });
    const closed = explainFlow(dump, {}, requestOf());
    expect(stepOfKind(closed, "route").skipped[0]).toMatchObject({
      index: 0,
      because: [{ code: "header_absent" }],
    });
  });

  it("lists the most telling of many skipped routes, and all of them when asked", () => {
    const many = Array.from({ length: 300 }, (_, index) => routeTo("v2", { prefix: `/other${index}/` }));
    const near = routeTo("v2", { prefix: "/", headers: [{ name: "x-user", present_match: true }] });
    const dump = outbound([near, ...many, routeTo(cart)]);
    const some = stepOfKind(explainFlow(dump, {}, requestOf()), "route");
    expect(some.skipped.map(({ index }) => index)).toEqual([
      0,
      ...Array.from({ length: 99 }, (_, at) => 202 + at),
    ]);
    expect(some.skippedMore).toBe(201);
    const all = stepOfKind(explainFlow(dump, {}, requestOf(), { mostSkipped: 1000 }), "route");
    expect([all.skipped.length, all.skippedMore]).toEqual([301, 0]);
  });

  it("redirects and answers directly without a cluster", () => {
    const redirect = { match: { prefix: "/" }, redirect: { path_redirect: "/new" } };
    expect(explainFlow(outbound([redirect]), {}, requestOf()).ends[0]?.outcome).toMatchObject({
      status: 301,
      location: "http://cart/new",
    });
    const direct = { match: { prefix: "/" }, direct_response: { status: 418 } };
    expect(explainFlow(outbound([direct]), {}, requestOf()).ends[0]?.outcome).toMatchObject({
      status: 418,
      flag: "",
    });
  });

  it("makes an opaque filter a condition of everything after it", () => {
    const chain = httpChain(table("80", ["*"], [routeTo(cart)]), {}, [filterOf("lua", "lua.v3.Lua")]);
    const dump = dumpOf({
      listeners: [capture, listener("0.0.0.0", 80, [chain])],
      clusters: [eds(cart)],
      endpoints: [hosts(cart, { "10.1.0.1": ["HEALTHY"] })],
    });
    const { ends } = explainFlow(dump, {}, requestOf());
    expect(ends[0]?.dependsOn).toEqual([
      { code: "opaque_filter", values: expect.objectContaining({ name: "lua" }) },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import {
  dumpOf,
  eds,
  filterOf,
  hosts,
  httpChain,
  listener,
  requestOf,
  stepsOf,
} from "@/lib/proxies/explain-flow/flow-fixture";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

type Json = Readonly<Record<string, unknown>>;
const http = "type.googleapis.com/envoy.extensions.filters.http";
const clusters = ["a", "b"];
const abort = (http_status: number) => ({
  "@type": `${http}.fault.v3.HTTPFault`,
  abort: { http_status, percentage: { numerator: 100 } },
});

/** A request to a gateway whose one table has one virtual host. */
function explain(
  virtualHost: Json,
  {
    request = {},
    filters = [],
    listenerFilters = [],
  }: {
    readonly request?: Partial<FlowRequest>;
    readonly filters?: readonly Json[];
    readonly listenerFilters?: readonly Json[];
  } = {},
) {
  const routes = { name: "t", virtual_hosts: [{ name: "v", domains: ["*"], ...virtualHost }] };
  const dump = dumpOf({
    listeners: [
      listener("10.0.0.9", 80, [httpChain(routes, {}, filters)], {
        bind_to_port: true,
        ...(listenerFilters.length === 0 ? {} : { listener_filters: listenerFilters }),
      }),
    ],
    clusters: clusters.map((name) => eds(name)),
    endpoints: clusters.map((name) => hosts(name, { "10.1.0.1": ["HEALTHY"] })),
  });
  const caller = { ip: "10.2.0.1", principal: "" };
  return explainFlow(dump, {}, requestOf({ direction: "gateway", ip: "10.0.0.9", caller, ...request }));
}

const to = (action: Json, more: Json = {}) => ({ match: { prefix: "/" }, route: action, ...more });
const outcomes = ({ ends }: ReturnType<typeof explain>) => ends.map(({ outcome }) => outcome);

describe("an upgrade", () => {
  const headers = [
    { name: "connection", value: "upgrade" },
    { name: "upgrade", value: "websocket" },
  ];

  it("that nobody allows ends at its route, before any filter", () => {
    const found = explain(
      { routes: [to({ cluster: "a" })] },
      { request: { headers }, filters: [filterOf("fault", "fault.v3.HTTPFault", abort(418))] },
    );
    expect(outcomes(found)).toMatchObject([{ status: 403, details: "upgrade_failed" }]);
    expect(stepsOf(found).map(({ kind }) => kind)).not.toContain("http_filters");
  });

  it("goes on where the route allows it, and is nothing special without a route", () => {
    const allowed = explain(
      { routes: [to({ cluster: "a", upgrade_configs: [{ upgrade_type: "websocket" }] })] },
      { request: { headers } },
    );
    expect(outcomes(allowed)).toMatchObject([{ kind: "sent", cluster: "a" }]);
    expect(outcomes(explain({ routes: [] }, { request: { headers } }))).toMatchObject([{ status: 404 }]);
  });
});

describe("filters", () => {
  it("have no settings of the virtual host where no route is found", () => {
    const virtualHost = {
      routes: [],
      typed_per_filter_config: { fault: abort(418) },
    };
    const filters = [filterOf("fault", "fault.v3.HTTPFault", abort(503))];
    expect(outcomes(explain(virtualHost, { filters }))).toMatchObject([{ status: 503, flag: "FI" }]);
    expect(outcomes(explain({ ...virtualHost, require_tls: "ALL" }, { filters }))).toMatchObject([
      { status: 503 },
    ]);
  });

  it("have the settings of each share of a split", () => {
    const split = {
      weighted_clusters: {
        clusters: [
          { name: "a", weight: 25, typed_per_filter_config: { fault: abort(418) } },
          { name: "b", weight: 75 },
        ],
      },
    };
    const found = explain({ routes: [to(split)] }, { filters: [filterOf("fault", "fault.v3.HTTPFault")] });
    expect(found.ends).toMatchObject([
      { outcome: { kind: "answered", status: 418 }, sharePercent: 25 },
      { outcome: { kind: "sent", cluster: "b" }, sharePercent: 75 },
    ]);
  });

  it("know the cluster that they ask for, and the caller that the headers name", () => {
    const fault = filterOf("fault", "fault.v3.HTTPFault", { ...abort(418), upstream_cluster: "b" });
    expect(outcomes(explain({ routes: [to({ cluster: "a" })] }, { filters: [fault] }))).toMatchObject([
      { kind: "sent" },
    ]);
    const rules = {
      action: "DENY",
      policies: {
        p: {
          permissions: [{ any: true }],
          principals: [{ remote_ip: { address_prefix: "9.9.9.9", prefix_len: 32 } }],
        },
      },
    };
    const headers = [{ name: "x-forwarded-for", value: "9.9.9.9" }];
    expect(
      outcomes(
        explain(
          { routes: [to({ cluster: "a" })] },
          { request: { headers }, filters: [filterOf("rbac", "rbac.v3.RBAC", { rules })] },
        ),
      ),
    ).toMatchObject([{ status: 403 }]);
  });

  it("change what a redirect reads, but not which cluster the route has chosen", () => {
    const mutations = { request_mutations: [{ append: { header: { key: "x-to", value: "b" } } }] };
    const filters = [filterOf("hm", "header_mutation.v3.HeaderMutation", { mutations })];
    const headers = [{ name: "x-to", value: "a" }];
    const named = explain({ routes: [to({ cluster_header: "x-to" })] }, { filters, request: { headers } });
    expect(outcomes(named)).toMatchObject([{ kind: "sent", cluster: "a" }]);
  });
});

describe("a table", () => {
  it("takes headers that only internal callers may send from others", () => {
    const routes = [
      to({ cluster: "a" }, { match: { prefix: "/", headers: [{ name: "x-envoy-internal" }] } }),
    ];
    const headers = [{ name: "x-envoy-internal", value: "true" }];
    expect(outcomes(explain({ routes }, { request: { headers } }))).toMatchObject([{ status: 404 }]);
  });

  it("does not guess the end of the socket behind a PROXY line", () => {
    const rules = {
      action: "DENY",
      policies: {
        p: {
          permissions: [{ any: true }],
          principals: [{ direct_remote_ip: { address_prefix: "10.2.0.1", prefix_len: 32 } }],
        },
      },
    };
    const filters = [filterOf("rbac", "rbac.v3.RBAC", { rules })];
    const listenerFilters = [
      {
        name: "envoy.filters.listener.proxy_protocol",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol",
        },
      },
    ];
    const virtualHost = { routes: [to({ cluster: "a" })] };
    expect(explain(virtualHost, { filters }).isCertain).toBe(true);
    expect(explain(virtualHost, { filters, listenerFilters }).isCertain).toBe(false);
  });
});

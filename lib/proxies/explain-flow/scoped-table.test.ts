import { describe, expect, it } from "vitest";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import {
  capture,
  dumpOf,
  eds,
  hosts,
  httpChain,
  listener,
  passthrough,
  requestOf,
  routeTo,
  stepOfKind,
  table,
} from "@/lib/proxies/explain-flow/flow-fixture";

const byTenant = {
  fragments: [{ header_value_extractor: { name: "x-tenant", element_separator: ";", index: 0 } }],
};
const scopeOf = (tenant: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name: `scope-${tenant}`,
  route_configuration_name: `routes-${tenant}`,
  key: { fragments: [{ string_key: tenant }] },
  ...more,
});

/** A proxy whose connection manager chooses its table by the header x-tenant. */
function scoped(own: Readonly<Record<string, unknown>>, kept: readonly Readonly<Record<string, unknown>>[]) {
  const chain = httpChain("unused");
  const [hcm] = chain["filters"] as { typed_config: Record<string, unknown> }[];
  if (hcm === undefined) throw new Error("no connection manager");
  const { rds: _rds, ...config } = hcm.typed_config;
  hcm.typed_config = { ...config, scoped_routes: { name: "tenants", scope_key_builder: byTenant, ...own } };
  return dumpOf({
    listeners: [capture, listener("0.0.0.0", 80, [chain])],
    routes: [table("routes-a", ["*"], [routeTo("for-a")]), table("routes-b", ["*"], [routeTo("for-b")])],
    clusters: [passthrough, eds("for-a"), eds("for-b"), eds("inline")],
    endpoints: ["for-a", "for-b", "inline"].map((name) => hosts(name, { "10.1.0.1": ["HEALTHY"] })),
    scopedRoutes: kept.length === 0 ? [] : [{ name: "tenants", scoped_route_configs: kept }],
  });
}

const byDiscovery = { scoped_rds: {} };
const asked = (tenant: string | undefined) =>
  requestOf({
    ip: "10.9.9.9",
    headers: tenant === undefined ? [] : [{ name: "x-tenant", value: tenant }],
    headersAreComplete: true,
  });
const endsOf = (dump: ReturnType<typeof scoped>, tenant: string | undefined) =>
  explainFlow(dump, {}, asked(tenant)).ends.map(({ outcome }) => outcome);

describe("scoped routes", () => {
  const dump = scoped(byDiscovery, [
    scopeOf("a"),
    scopeOf("b"),
    scopeOf("c"),
    scopeOf("d", { on_demand: true }),
  ]);

  it("take the table of the scope whose key the request has", () => {
    expect(endsOf(dump, "a")).toMatchObject([{ kind: "sent", cluster: "for-a" }]);
    expect(endsOf(dump, "b;a")).toMatchObject([{ kind: "sent", cluster: "for-b" }]);
    const step = stepOfKind(explainFlow(dump, {}, asked("b")), "route_table");
    expect(step).toMatchObject({ name: "routes-b", source: "scoped" });
  });

  it("find no route for a key of no scope, without the header, and for a table that is not there", () => {
    for (const tenant of ["nobody", undefined, "c"])
      expect(endsOf(dump, tenant)).toMatchObject([{ kind: "answered", status: 404, flag: "NR" }]);
  });

  it("stay open when the header is unknown, the scopes are not in the dump, or one is read on demand", () => {
    const open = explainFlow(dump, {}, { ...asked(undefined), headersAreComplete: false });
    expect(open.ends.map(({ outcome }) => outcome.kind)).toEqual(["unknown"]);
    expect(endsOf(scoped(byDiscovery, []), "a")).toMatchObject([{ kind: "unknown" }]);
    expect(endsOf(dump, "d")).toMatchObject([{ kind: "unknown" }]);
  });

  it("may stand in the listener, with their tables", () => {
    const inline = {
      scoped_route_configurations_list: {
        scoped_route_configurations: [
          scopeOf("a"),
          {
            name: "in",
            key: { fragments: [{ string_key: "i" }] },
            route_configuration: table("own", ["*"], [routeTo("inline")]),
          },
        ],
      },
    };
    expect(endsOf(scoped(inline, []), "a")).toMatchObject([{ kind: "sent", cluster: "for-a" }]);
    expect(endsOf(scoped(inline, []), "i")).toMatchObject([{ kind: "sent", cluster: "inline" }]);
  });
});

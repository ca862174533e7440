import { describe, expect, it } from "vitest";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import { capture, dumpOf, eds, hosts, listener, requestOf } from "@/lib/proxies/explain-flow/flow-fixture";

const network = "type.googleapis.com/envoy.extensions.filters.network";

/** A call to an address whose listener's one chain has the filter. */
function explain(type: string, content: Readonly<Record<string, unknown>>) {
  const filter = {
    name: "calls",
    typed_config: { "@type": `${network}.${type}`, stat_prefix: "x", ...content },
  };
  const clusters = ["pay-v1", "pay-v2"];
  const dump = dumpOf({
    listeners: [capture, listener("10.0.0.9", 9090, [{ filters: [filter] }])],
    clusters: clusters.map((name) => eds(name)),
    endpoints: clusters.map((name) => hosts(name, { "10.1.0.1": ["HEALTHY"] })),
  });
  return explainFlow(dump, {}, requestOf({ scheme: "tcp", host: "10.0.0.9", port: 9090 }));
}

const thrift = (...routes: readonly unknown[]) =>
  explain("thrift_proxy.v3.ThriftProxy", { route_config: { name: "calls", routes } });
const rule = (method_name: string, cluster: string) => ({ match: { method_name }, route: { cluster } });

describe("a connection whose calls Envoy understands", () => {
  it("is certain where every call goes to one cluster", () => {
    const { ends, isCertain } = thrift(rule("", "pay-v1"), rule("never", "pay-v2"));
    expect(ends).toMatchObject([
      { outcome: { kind: "sent", cluster: "pay-v1" }, sharePercent: 100, dependsOn: [] },
    ]);
    expect(isCertain).toBe(true);
  });

  it("depends on the call where rules have conditions, and names what happens to the others", () => {
    const { ends, isCertain } = thrift(rule("pay", "pay-v2"));
    expect(isCertain).toBe(false);
    expect(ends.map(({ outcome, dependsOn }) => [outcome.kind, dependsOn.map(({ code }) => code)])).toEqual([
      ["sent", ["rpc_call"]],
      ["closed", ["rpc_rest"]],
    ]);
    expect(ends[0]?.dependsOn[0]?.values).toEqual({ conditions: "method = pay" });
  });

  it("is unknown where the table comes by discovery or a header names the cluster", () => {
    const discovered = explain("thrift_proxy.v3.ThriftProxy", { trds: { route_config_name: "calls" } });
    expect(discovered.ends[0]?.outcome).toMatchObject({
      kind: "unknown",
      because: [{ code: "rpc_discovered" }],
    });
    const named = thrift({ match: { method_name: "" }, route: { cluster_header: "x-to" } });
    expect(named.ends[0]?.outcome).toMatchObject({
      kind: "unknown",
      because: [{ code: "rpc_cluster_header" }],
    });
  });

  it("ends at a filter that answers by itself, and passes one that only reads along", () => {
    expect(explain("echo.v3.Echo", {}).ends[0]?.outcome).toMatchObject({
      kind: "closed",
      because: { code: "filter_closes", values: { name: "calls" } },
    });
    expect(explain("mysql_proxy.v3.MySQLProxy", {}).ends[0]?.outcome).toMatchObject({
      kind: "unknown",
      because: [{ code: "network_opaque" }],
    });
  });
});

import { describe, expect, it } from "vitest";
import { filterChainFromProto } from "./filter-chain";
import { destinationWords } from "./listener-words";
import { rpcTableFromFilter } from "./rpc-routes";
import { rpcRouteWords } from "./rpc-words";

const network = "envoy.extensions.filters.network";
const wordsOf = (type: string, content: unknown) =>
  rpcTableFromFilter(type, content)?.routes.map(rpcRouteWords);

describe("tables of calls", () => {
  it("are read from a Thrift proxy: methods, services, their opposite, headers, shares", () => {
    const routes = [
      { match: { method_name: "pay" }, route: { cluster: "pay-v2" } },
      {
        match: { service_name: "Billing", invert: true, headers: [{ name: "env", exact_match: "test" }] },
        route: { cluster_header: "x-cluster" },
      },
      {
        match: { method_name: "" },
        route: {
          weighted_clusters: {
            clusters: [
              { name: "a", weight: 90 },
              { name: "b", weight: 10 },
            ],
          },
        },
      },
    ];
    expect(
      wordsOf(`${network}.thrift_proxy.v3.ThriftProxy`, { route_config: { name: "calls", routes } }),
    ).toEqual(["method = pay → pay-v2", "not (service = Billing), env = test → header x-cluster", "a, b"]);
  });

  it("are read from a Dubbo proxy, also in camelCase: interface, version, method and arguments", () => {
    const match = {
      method: {
        name: { prefix: "say" },
        paramsMatch: { 0: { rangeMatch: { start: "5", end: "9" } }, 1: { exactMatch: "x" } },
      },
    };
    const table = {
      name: "t",
      interface: "demo.Api",
      version: "1.0",
      routes: [{ match, route: { cluster: "api" } }],
    };
    const words = [
      "interface = demo.Api, version = 1.0, method prefix say, argument 0 in [5, 9), argument 1 = x → api",
    ];
    expect(wordsOf(`${network}.dubbo_proxy.v3.DubboProxy`, { routeConfig: [table] })).toEqual(words);
    expect(
      wordsOf(`${network}.dubbo_proxy.v3.DubboProxy`, {
        multipleRouteConfig: { name: "m", routeConfig: [table] },
      }),
    ).toEqual(words);
  });

  it("of Redis have the longest prefix first and the rest last", () => {
    const prefix_routes = {
      routes: [
        { prefix: "a:", cluster: "short" },
        { prefix: "a:b:", cluster: "long", request_mirror_policy: [{ cluster: "shadow" }] },
      ],
      catch_all_route: { cluster: "rest" },
    };
    const table = rpcTableFromFilter(`${network}.redis_proxy.v3.RedisProxy`, { prefix_routes });
    expect(table?.routes.map(rpcRouteWords)).toEqual([
      "key prefix a:b: → long",
      "key prefix a: → short",
      "rest",
    ]);
    expect(table?.routes[0]?.mirrors).toEqual(["shadow"]);
  });

  it("are a chain's destination, a discovered one by its name", () => {
    const discovered = { application_protocol: "dubbo", rds: { route_config_name: "demo.api_20880" } };
    const chainOf = (value: unknown) => ({
      filters: [
        {
          name: "meta",
          typed_config: {
            "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
            type_url: "type.googleapis.com/aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy",
            value,
          },
        },
      ],
    });
    const wordsOfChain = (value: unknown) =>
      destinationWords(filterChainFromProto(chainOf(value), false).destination);
    expect(wordsOfChain(discovered)).toBe("MetaProtocol dubbo: demo.api_20880");
    const many = Array.from({ length: 5 }, (_, index) => ({
      match: { metadata: [{ name: "method", exact_match: `m${index}` }] },
      route: { cluster: `c${index}` },
    }));
    expect(wordsOfChain({ application_protocol: "thrift", route_config: { routes: many } })).toBe(
      "MetaProtocol thrift: method = m0 → c0; method = m1 → c1; method = m2 → c2 (+2)",
    );
  });

  it("are nothing that another filter has", () => {
    expect(rpcTableFromFilter(`${network}.tcp_proxy.v3.TcpProxy`, { cluster: "db" })).toBeUndefined();
  });
});

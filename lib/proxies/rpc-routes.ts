import { field, fieldAt, itemsField, lineFromProto, objectField, textField } from "./proto-json";
import { clusterWeightsFromProto, type ClusterWeight } from "./route";
import { valueMatchFromProto } from "./route-match";

export type RpcProtocol = "thrift" | "dubbo" | "redis" | "meta_protocol";

/** One rule of a table of calls. */
export type RpcRoute = {
  /** What a call must be like, in words; empty when every call is. */
  readonly conditions: readonly string[];
  readonly clusters: readonly ClusterWeight[];
  /** The cluster is named by this header of the call. */
  readonly clusterHeader?: string;
  readonly mirrors: readonly string[];
};

/** How a filter that understands calls of a protocol other than HTTP sends them on. */
export type RpcTable = {
  readonly protocol: RpcProtocol;
  /** What is spoken inside, where the filter serves several: `dubbo`, `thrift`. */
  readonly application?: string;
  /** Name of the table; that of a discovered one is all that the listener tells. */
  readonly name: string;
  readonly isDiscovered: boolean;
  /** In the order in which they are tried; those of Redis longest prefix first, which wins. */
  readonly routes: readonly RpcRoute[];
};

type Reader = (content: unknown) => RpcTable;

const network = "envoy.extensions.filters.network.";
const readers: ReadonlyMap<string, Reader> = new Map([
  [`${network}thrift_proxy.v3.ThriftProxy`, thriftTable],
  [`${network}dubbo_proxy.v3.DubboProxy`, dubboTable],
  [`${network}redis_proxy.v3.RedisProxy`, redisTable],
  ["aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy", metaProtocolTable],
]);

/**
 * The table of calls of a network filter's configuration (protobuf JSON of `type`, without the address before it);
 * undefined for a filter that is none of Thrift, Dubbo, Redis or Aeraki's MetaProtocol.
 * Source: Envoy's API of the three filters, Aeraki's of the last.
 */
export function rpcTableFromFilter(type: string, content: unknown): RpcTable | undefined {
  return readers.get(type)?.(content);
}

function routeOf(
  conditions: readonly (string | undefined)[],
  action: unknown,
  mirrors: readonly unknown[],
): RpcRoute {
  const clusterHeader = textField(action, "cluster_header");
  return {
    conditions: conditions.filter((words) => words !== undefined && words !== "").map(String),
    clusters: clusterWeightsFromProto(action),
    mirrors: mirrors.flatMap((mirror) => textField(mirror, "cluster") ?? []),
    ...(clusterHeader === undefined ? {} : { clusterHeader }),
  };
}

const headerWords = (header: unknown) => {
  const { name, words } = valueMatchFromProto(header);
  return `${name} ${words}`;
};

function thriftTable(content: unknown): RpcTable {
  const discovered = textField(objectField(content, "trds"), "route_config_name");
  const table = objectField(content, "route_config");
  return {
    protocol: "thrift",
    name: discovered ?? textField(table, "name") ?? "",
    isDiscovered: discovered !== undefined,
    routes: itemsField(table, "routes").map((route) => {
      const match = objectField(route, "match");
      const action = objectField(route, "route");
      const wanted = [
        conditionOf("method", match, "method_name"),
        conditionOf("service", match, "service_name"),
      ]
        .filter((words) => words !== undefined)
        .map((words) => (fieldAt(match, "invert") === true ? `not (${words})` : words));
      const conditions = [...wanted, ...itemsField(match, "headers").map(headerWords)];
      return routeOf(conditions, action, itemsField(action, "request_mirror_policies"));
    }),
  };
}

/** An empty text is no condition. */
function conditionOf(word: string, holder: unknown, key: string): string | undefined {
  const value = textField(holder, key);
  return value === undefined || value === "" ? undefined : `${word} = ${value}`;
}

function dubboTable(content: unknown): RpcTable {
  const several = objectField(content, "multiple_route_config");
  const discovered = textField(objectField(content, "drds"), "route_config_name");
  const tables = [...itemsField(several, "route_config"), ...itemsField(content, "route_config")];
  return {
    protocol: "dubbo",
    name: discovered ?? textField(several, "name") ?? textField(tables[0], "name") ?? "",
    isDiscovered: discovered !== undefined,
    routes: tables.flatMap((table) => {
      const service = [
        conditionOf("interface", table, "interface"),
        conditionOf("group", table, "group"),
        conditionOf("version", table, "version"),
      ];
      return itemsField(table, "routes").map((route) => {
        const match = objectField(route, "match");
        const conditions = [...service, ...methodWords(objectField(match, "method"))];
        const headers = itemsField(match, "headers").map(headerWords);
        return routeOf([...conditions, ...headers], objectField(route, "route"), []);
      });
    }),
  };
}

function methodWords(method: unknown): readonly string[] {
  const name = objectField(method, "name");
  const words = name === undefined ? [] : [`method ${valueMatchFromProto({ string_match: name }).words}`];
  const params = objectField(method, "params_match") ?? {};
  return [
    ...words,
    ...Object.entries(params).map(([index, match]) => `argument ${index} ${paramWords(match)}`),
  ];
}

function paramWords(match: unknown): string {
  const range = objectField(match, "range_match");
  if (range === undefined) return `= ${textField(match, "exact_match") ?? ""}`;
  return `in [${lineFromProto(field(range, "start") ?? 0)}, ${lineFromProto(field(range, "end") ?? 0)})`;
}

function redisTable(content: unknown): RpcTable {
  const prefixes = objectField(content, "prefix_routes");
  const routes = itemsField(prefixes, "routes").toSorted((a, b) => prefixOf(b).length - prefixOf(a).length);
  const rest = objectField(prefixes, "catch_all_route");
  return {
    protocol: "redis",
    name: "",
    isDiscovered: false,
    routes: [...routes, ...(rest === undefined ? [] : [rest])].map((route) =>
      routeOf(
        [prefixOf(route) === "" ? undefined : `key prefix ${prefixOf(route)}`],
        route,
        itemsField(route, "request_mirror_policy"),
      ),
    ),
  };
}

const prefixOf = (route: unknown) => textField(route, "prefix") ?? "";

function metaProtocolTable(content: unknown): RpcTable {
  const discovered = textField(objectField(content, "rds"), "route_config_name");
  const table = objectField(content, "route_config");
  const application = textField(content, "application_protocol");
  return {
    protocol: "meta_protocol",
    name: discovered ?? textField(table, "name") ?? "",
    isDiscovered: discovered !== undefined,
    routes: itemsField(table, "routes").map((route) => {
      const action = objectField(route, "route");
      const wanted = itemsField(objectField(route, "match"), "metadata").map(headerWords);
      return routeOf(wanted, action, itemsField(action, "request_mirror_policies"));
    }),
    ...(application === undefined ? {} : { application }),
  };
}

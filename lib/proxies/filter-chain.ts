import { anyField, itemsField, numberField, objectField, textField, textsField, fieldAt } from "./proto-json";
import { rpcTableFromFilter, type RpcTable } from "./rpc-routes";
import { clusterWeightsFromProto, routeTableFromProto, type ClusterWeight, type RouteTable } from "./route";

/** When a connection takes this chain; empty lists and absent values match everything. */
export type ChainMatch = {
  readonly destinationPort?: number;
  readonly prefixRanges: readonly string[];
  readonly sourcePrefixRanges: readonly string[];
  readonly sourcePorts: readonly number[];
  readonly sourceType?: string;
  readonly serverNames: readonly string[];
  readonly transportProtocol?: string;
  readonly applicationProtocols: readonly string[];
};

/** Where the chain's terminal filter sends a connection or its requests. */
export type Destination =
  | { readonly kind: "route"; readonly routeName: string }
  | { readonly kind: "inline_route"; readonly table: RouteTable }
  | { readonly kind: "clusters"; readonly clusters: readonly ClusterWeight[] }
  /** Calls of Thrift, Dubbo and the like, by their own table. */
  | { readonly kind: "rpc"; readonly table: RpcTable }
  | { readonly kind: "none" };

export type FilterName = { readonly name: string; readonly type: string };

export type FilterChain = {
  readonly name: string;
  readonly isDefault: boolean;
  readonly match: ChainMatch;
  readonly networkFilters: readonly FilterName[];
  readonly httpFilters: readonly FilterName[];
  readonly destination: Destination;
  /** Certificate secret names when the chain terminates TLS. */
  readonly tls?: { readonly secrets: readonly string[]; readonly requiresClientCertificate: boolean };
};

export function filterChainFromProto(proto: unknown, isDefault: boolean): FilterChain {
  const filters = itemsField(proto, "filters").map((filter) => ({
    name: textField(filter, "name") ?? "",
    ...anyField(filter, "typed_config"),
  }));
  const http = filters.find((filter) => filter.type.endsWith("HttpConnectionManager"));
  const tcp = filters.find((filter) => filter.type.endsWith(".TcpProxy"));
  const tls = tlsFromProto(proto);
  return {
    name: textField(proto, "name") ?? "",
    isDefault,
    match: matchFromProto(objectField(proto, "filter_chain_match")),
    networkFilters: filters.map(({ name, type }) => ({ name, type })),
    httpFilters: itemsField(http?.content, "http_filters").map((filter) => ({
      name: textField(filter, "name") ?? "",
      type: anyField(filter, "typed_config").type,
    })),
    destination: destinationOf(http?.content, tcp?.content) ?? rpcDestination(filters) ?? { kind: "none" },
    ...(tls === undefined ? {} : { tls }),
  };
}

function destinationOf(http: unknown, tcp: unknown): Destination | undefined {
  if (http !== undefined) {
    const routeName = fieldAt(http, "rds", "route_config_name");
    if (typeof routeName === "string") return { kind: "route", routeName };
    const inline = objectField(http, "route_config");
    return inline === undefined
      ? { kind: "none" }
      : { kind: "inline_route", table: routeTableFromProto(inline) };
  }
  if (tcp === undefined) return undefined;
  const clusters = clusterWeightsFromProto(tcp);
  return clusters.length === 0 ? { kind: "none" } : { kind: "clusters", clusters };
}

function rpcDestination(
  filters: readonly { readonly type: string; readonly content: unknown }[],
): Destination | undefined {
  for (const { type, content } of filters) {
    const table = rpcTableFromFilter(type, content);
    if (table !== undefined) return { kind: "rpc", table };
  }
  return undefined;
}

function rangesOf(match: unknown, key: string): readonly string[] {
  return itemsField(match, key).map((range) => {
    const prefix = textField(range, "address_prefix") ?? "";
    const length = numberField(range, "prefix_len") ?? 0;
    return `${prefix}/${length}`;
  });
}

function matchFromProto(match: unknown): ChainMatch {
  const destinationPort = numberField(match, "destination_port");
  const transportProtocol = textField(match, "transport_protocol");
  const sourceType = textField(match, "source_type");
  return {
    prefixRanges: rangesOf(match, "prefix_ranges"),
    sourcePrefixRanges: rangesOf(match, "source_prefix_ranges"),
    sourcePorts: itemsField(match, "source_ports").filter((port): port is number => typeof port === "number"),
    serverNames: textsField(match, "server_names"),
    applicationProtocols: textsField(match, "application_protocols"),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(transportProtocol === undefined || transportProtocol === "" ? {} : { transportProtocol }),
    ...(sourceType === undefined || sourceType === "ANY" ? {} : { sourceType }),
  };
}

function tlsFromProto(proto: unknown): FilterChain["tls"] {
  const { type, content } = anyField(objectField(proto, "transport_socket"), "typed_config");
  if (!type.endsWith("DownstreamTlsContext")) return undefined;
  const common = objectField(content, "common_tls_context");
  return {
    secrets: itemsField(common, "tls_certificate_sds_secret_configs").map(
      (secret) => textField(secret, "name") ?? "",
    ),
    requiresClientCertificate: fieldAt(content, "require_client_certificate") === true,
  };
}

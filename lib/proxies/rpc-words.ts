import type { RpcProtocol, RpcRoute, RpcTable } from "./rpc-routes";

const names: Readonly<Record<RpcProtocol, string>> = {
  thrift: "Thrift",
  dubbo: "Dubbo",
  redis: "Redis",
  meta_protocol: "MetaProtocol",
};

/** So many rules stand in one line; the rest is counted. */
const toldRoutes = 3;

/** The protocol of a table: `Thrift`, `MetaProtocol dubbo`. */
export function rpcTableWords({ protocol, application }: RpcTable): string {
  return application === undefined ? names[protocol] : `${names[protocol]} ${application}`;
}

/** One rule of a table of calls: `method = pay → outbound|9090|v2|pay.shop`; without a condition the cluster alone. */
export function rpcRouteWords({ conditions, clusters, clusterHeader }: RpcRoute): string {
  const named = clusters.map(({ cluster }) => cluster).join(", ");
  const target = clusterHeader === undefined ? named : `header ${clusterHeader}`;
  return conditions.length === 0 ? target : `${conditions.join(", ")} → ${target}`;
}

/** Where a chain that understands calls leads: the name of a discovered table, or the first rules of its own. */
export function rpcDestinationWords(table: RpcTable): string {
  const protocol = rpcTableWords(table);
  if (table.isDiscovered) return `${protocol}: ${table.name}`;
  const told = table.routes.slice(0, toldRoutes).map(rpcRouteWords);
  const more = table.routes.length - told.length;
  return `${protocol}: ${told.join("; ")}${more > 0 ? ` (+${more})` : ""}`;
}

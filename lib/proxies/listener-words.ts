import type { ChainMatch, Destination } from "./filter-chain";
import { pathWords } from "./route-match";
import { rpcDestinationWords } from "./rpc-words";
import type { RouteTable, VirtualHost } from "./route";

/** Lists that istiod writes, in the words that istioctl has for them. */
const knownProtocols: ReadonlyMap<string, string> = new Map([
  ["http/1.0,http/1.1,h2c", "HTTP"],
  ["http/1.1,h2c", "HTTP"],
  ["http/1.0,http/1.1,h2c,istio-http/1.0,istio-http/1.1,istio-h2", "HTTP TLS"],
  ["istio,istio-http/1.0,istio-http/1.1,istio-h2", "Istio HTTP Plain"],
  ["istio-peer-exchange,istio", "TCP TLS"],
]);

function protocolWords(protocols: readonly string[]): string {
  const list = protocols.join(",");
  return knownProtocols.get(list) ?? list;
}

/** A chain's condition as istioctl's `proxy-config listener` prints it: `Trans: tls; App: HTTP; Addr: 10.0.0.0/8:80`, or `ALL`. */
export function chainMatchWords(match: ChainMatch): string {
  const parts: string[] = [];
  if (match.serverNames.length > 0) parts.push(`SNI: ${match.serverNames.join(",")}`);
  if (match.transportProtocol !== undefined) parts.push(`Trans: ${match.transportProtocol}`);
  if (match.applicationProtocols.length > 0) parts.push(`App: ${protocolWords(match.applicationProtocols)}`);
  const port = match.destinationPort === undefined ? "" : `:${match.destinationPort}`;
  if (match.prefixRanges.length > 0)
    parts.push(`Addr: ${match.prefixRanges.map((range) => range + port).join(",")}`);
  else if (port !== "") parts.push(`Addr: *${port}`);
  if (match.sourcePrefixRanges.length > 0) parts.push(`Source: ${match.sourcePrefixRanges.join(",")}`);
  if (match.sourcePorts.length > 0) parts.push(`Source ports: ${match.sourcePorts.join(",")}`);
  if (match.sourceType !== undefined) parts.push(`Source type: ${match.sourceType}`);
  return parts.length === 0 ? "ALL" : parts.join("; ");
}

function catchAllCluster(table: RouteTable): string | undefined {
  const [host, ...others] = table.virtualHosts;
  if (host === undefined || others.length > 0 || host.domains.join() !== "*") return undefined;
  const [route, ...more] = host.routes;
  if (route === undefined || more.length > 0 || pathWords(route.match) !== "/*") return undefined;
  return route.action.kind === "clusters" && route.action.clusters.length === 1
    ? route.action.clusters[0]?.cluster
    : undefined;
}

function hostWords(host: VirtualHost): string {
  const routes = host.routes.map((route) => pathWords(route.match)).join(", ");
  return host.domains.join() === "*" ? routes : `${host.domains.join("/")} ${routes}`;
}

/** Where a chain leads, as istioctl prints it: `Route: 9080`, `Cluster: …`, `Inline Route: /healthz*`. */
export function destinationWords(destination: Destination): string {
  switch (destination.kind) {
    case "route":
      return `Route: ${destination.routeName}`;
    case "clusters":
      return `Cluster: ${destination.clusters.map((item) => item.cluster).join(", ")}`;
    case "inline_route": {
      const cluster = catchAllCluster(destination.table);
      if (cluster !== undefined) return `Cluster: ${cluster}`;
      return `Inline Route: ${destination.table.virtualHosts.map(hostWords).join("; ")}`;
    }
    case "rpc":
      return rpcDestinationWords(destination.table);
    case "none":
      return "Non-HTTP/Non-TCP";
  }
}

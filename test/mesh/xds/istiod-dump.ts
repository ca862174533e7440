import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";
import type { XdsCluster, XdsRouteConfig } from "@/lib/xds/model";
import type { XdsTcpRoute } from "@/lib/xds/tcp-routes";
import type { Bed } from "../bed-file";
import { parseCluster, parseEndpoints } from "./parse-cluster";
import { parseTcpRoutes } from "./parse-listener";
import { parseRouteConfig } from "./parse-route";

export type SentConfig = {
  readonly routes: readonly XdsRouteConfig[];
  readonly clusters: readonly Omit<XdsCluster, "endpoints">[];
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
  /** TCP routes by listener: `10.96.0.23_7000`. */
  readonly tcpRoutes: ReadonlyMap<string, readonly XdsTcpRoute[]>;
};

/** What the real istiod would send to a proxy now. */
export async function sentConfig(
  bed: Bed,
  proxy: { readonly name: string; readonly namespace: string },
): Promise<SentConfig> {
  const url = `${bed.ISTIOD_DEBUG}/debug/config_dump?proxyID=${proxy.name}.${proxy.namespace}&include_eds`;
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`GET ${url}: ${response.status}`);
  const dump: unknown = await response.json();
  const section = (name: string) =>
    itemsField(dump, "configs").find((part) => textField(part, "@type")?.endsWith(`.${name}ConfigDump`));
  return {
    routes: itemsField(section("Routes"), "dynamic_route_configs").map((entry) =>
      parseRouteConfig(fieldAt(entry, "route_config")),
    ),
    clusters: itemsField(section("Clusters"), "dynamic_active_clusters")
      .map((entry) => parseCluster(fieldAt(entry, "cluster")))
      .filter((cluster) => cluster.name.startsWith("outbound|")),
    endpoints: parseEndpoints(
      itemsField(section("Endpoints"), "dynamic_endpoint_configs").map((entry) =>
        fieldAt(entry, "endpoint_config"),
      ),
    ),
    tcpRoutes: new Map(
      itemsField(section("Listeners"), "dynamic_listeners").map((entry) => {
        const listener = fieldAt(entry, "active_state", "listener");
        return [textField(listener, "name") ?? "", parseTcpRoutes(listener)];
      }),
    ),
  };
}
